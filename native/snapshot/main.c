#define _GNU_SOURCE
#include "take.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "processor.h"

enum { MAX_PORTS = 16 };

_Noreturn void refuse(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	fflush(stdout);
	_exit(1);
}

_Noreturn void fail(const char *step)
{
	refuse("%s: %s", step, strerror(errno));
}

static void describe_machine(struct machine *machine)
{
	struct utsname kernel;
	FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
	if (!file || !fgets(machine->boot, sizeof machine->boot, file) || uname(&kernel))
		fail("describe machine");
	fclose(file);
	machine->boot[strcspn(machine->boot, "\n")] = 0;
	snprintf(machine->release, sizeof machine->release, "%s", kernel.release);
	snprintf(machine->version, sizeof machine->version, "%s", kernel.version);
	machine->processor = sum_of_processor();
}

/* Init's number, a directory to make, the pipes that are the sandbox's output and errors, ports that the server serves. */
int main(int count, char **arguments)
{
	static struct tracee tracee;
	static struct output output;
	static int ports[MAX_PORTS];
	if (count < 5 || count - 5 > MAX_PORTS)
		refuse("the launcher starts this program, nobody else");
	if (prctl(PR_SET_PDEATHSIG, SIGKILL))
		fail("tie to the launcher");
	tracee.init = atoi(arguments[1]);
	tracee.output_pipes[0] = strtoull(arguments[3], NULL, 10);
	tracee.output_pipes[1] = strtoull(arguments[4], NULL, 10);
	for (int i = 5; i < count; i++)
		ports[tracee.port_count++] = atoi(arguments[i]);
	tracee.ports = ports;

	stop_process(&tracee);
	open_output(&output, arguments[2]);
	describe_machine(&output.image.machine);
	prepare_calls(&tracee);
	take_threads(&tracee, &output);
	take_process_state(&tracee, &output);
	finish_calls(&tracee);
	take_descriptors(&tracee, &output);
	take_files(&tracee, &output);
	take_memory(&tracee, &output);
	finish_output(&output);
	return 0;
}
