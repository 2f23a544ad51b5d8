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
/* Far more than honest processes need. */
enum { STOPPING_SECONDS = 10, READING_SECONDS = 300 };

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

/* Some that run cannot be stopped, such as one that waits for a child of vfork; others can be read for days. */
static void give_up(int number)
{
	static const char WORDS[] = "it takes too long\n";
	_exit(write(1, WORDS, sizeof WORDS - 1) < 0 ? 2 : number);
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

/*
 * Init's number, the file to write, how many bytes may be written to it, the pipes that are the sandbox's output and
 * errors, ports that the server serves.
 */
int main(int count, char **arguments)
{
	static struct tracee tracee;
	static struct output output;
	static int ports[MAX_PORTS];
	if (count < 6 || count - 6 > MAX_PORTS)
		refuse("the launcher starts this program, nobody else");
	if (prctl(PR_SET_PDEATHSIG, SIGKILL))
		fail("tie to the launcher");
	signal(SIGALRM, give_up);
	tracee.init = atoi(arguments[1]);
	output.most = strtoull(arguments[3], NULL, 10);
	tracee.output_pipes[0] = strtoull(arguments[4], NULL, 10);
	tracee.output_pipes[1] = strtoull(arguments[5], NULL, 10);
	for (int i = 6; i < count; i++)
		ports[tracee.port_count++] = atoi(arguments[i]);
	tracee.ports = ports;

	alarm(STOPPING_SECONDS);
	stop_process(&tracee);
	alarm(READING_SECONDS);
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
