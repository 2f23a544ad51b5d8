/* Threads, and what belongs to the process as a whole besides memory and descriptors. */
#define _GNU_SOURCE
#include "take.h"

#include <errno.h>
#include <linux/prctl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { SIGNAL_COUNT = 64, LIMIT_COUNT = 16 };
/* Newer than some headers. */
#ifndef PR_GET_MDWE
#define PR_GET_MDWE 66
#endif

static void read_thread_file(const struct tracee *tracee, pid_t tid, const char *name, char *text, size_t size)
{
	char path[64];
	snprintf(path, sizeof path, "task/%d/%s", tid, name);
	FILE *file = open_proc(tracee, path);
	size_t length = fread(text, 1, size - 1, file);
	fclose(file);
	text[length] = 0;
}

/* The value of one line of /proc/PID/status, which has one for every name that is asked for here. */
static const char *value_of(const char *status, const char *name)
{
	const char *line = strstr(status, name);
	if (!line)
		refuse("the kernel does not tell %s of a process", name);
	return line + strlen(name);
}

static void assert_ordinary(const struct tracee *tracee, const struct stopped_thread *thread, const char *status)
{
	if (strtoull(value_of(status, "\nSigPnd:"), NULL, 16) || strtoull(value_of(status, "\nShdPnd:"), NULL, 16))
		refuse("a signal was on its way to the process");
	if (strtol(value_of(status, "\nSeccomp_filters:"), NULL, 10) != 1)
		refuse("the process has a system call filter of its own");
	cpu_set_t cpus, all;
	if (sched_getaffinity(thread->tid, sizeof cpus, &cpus) || sched_getaffinity(tracee->init, sizeof all, &all))
		fail("ask for processors");
	if (!CPU_EQUAL(&cpus, &all) || sched_getscheduler(thread->tid) != SCHED_OTHER ||
		getpriority(PRIO_PROCESS, (id_t)thread->tid) != getpriority(PRIO_PROCESS, (id_t)tracee->init))
		refuse("a thread has a processor or a priority of its own");
}

/* The last of the numbers that the thread has, one for each namespace. */
static int inner_number(const char *status)
{
	const char *numbers = value_of(status, "\nNSpid:");
	int last = 0;
	for (char *next; *numbers != '\n'; numbers = next)
		last = (int)strtol(numbers, &next, 10);
	return last;
}

static void take_rseq(pid_t tid, struct thread *kept)
{
	struct __ptrace_rseq_configuration found = {0};
	/* EIO: the kernel was built without. */
	if (ptrace(PTRACE_GET_RSEQ_CONFIGURATION, tid, (void *)sizeof found, &found) < 0 && errno != EIO)
		fail("ask for rseq");
	kept->rseq = found.rseq_abi_pointer;
	kept->rseq_length = found.rseq_abi_size;
	kept->rseq_signature = found.signature;
}

static void ask_inside(struct tracee *tracee, struct stopped_thread *thread, long number, uint64_t a, uint64_t b,
	uint64_t c, uint64_t d, void *answer, size_t length)
{
	int64_t result = call_inside(tracee, thread, number, (uint64_t[6]){a, b, c, d});
	if (result < 0)
		refuse("system call %ld fails inside: %s", number, strerror((int)-result));
	read_inside(tracee, tracee->scratch, answer, length);
}

static void take_thread(struct tracee *tracee, struct stopped_thread *thread, struct output *output)
{
	struct thread kept = {0};
	char status[8192];
	read_thread_file(tracee, thread->tid, "status", status, sizeof status);
	assert_ordinary(tracee, thread, status);
	kept.tid = thread->inner_tid;
	read_thread_file(tracee, thread->tid, "comm", kept.name, sizeof kept.name);
	kept.name[strcspn(kept.name, "\n")] = 0;
	void *robust_list;
	size_t robust_list_length;
	if (ptrace(PTRACE_GETSIGMASK, thread->tid, (void *)sizeof kept.signal_mask, &kept.signal_mask) ||
		syscall(SYS_get_robust_list, thread->tid, &robust_list, &robust_list_length))
		fail("ask for signal mask and robust list");
	kept.robust_list = (uint64_t)robust_list;
	kept.robust_list_length = robust_list_length;
	take_rseq(thread->tid, &kept);
	ask_inside(tracee, thread, SYS_prctl, PR_GET_TID_ADDRESS, tracee->scratch, 0, 0, &kept.clear_tid,
		sizeof kept.clear_tid);
	stack_t stack;
	ask_inside(tracee, thread, SYS_sigaltstack, 0, tracee->scratch, 0, 0, &stack, sizeof stack);
	kept.stack_start = (uint64_t)stack.ss_sp;
	kept.stack_flags = (uint64_t)(unsigned)stack.ss_flags & ~(uint64_t)SS_ONSTACK;
	kept.stack_length = stack.ss_size;
	take_registers(tracee, thread, &kept, output);
	add(&output->threads, &kept, sizeof kept);
}

static int by_number(const void *one, const void *other)
{
	return ((const struct stopped_thread *)one)->inner_tid - ((const struct stopped_thread *)other)->inner_tid;
}

/* In the order of their numbers, in which they will be given them again. */
void take_threads(struct tracee *tracee, struct output *output)
{
	for (int i = 0; i < tracee->thread_count; i++) {
		char status[8192];
		read_thread_file(tracee, tracee->threads[i].tid, "status", status, sizeof status);
		tracee->threads[i].inner_tid = inner_number(status);
	}
	qsort(tracee->threads, (size_t)tracee->thread_count, sizeof *tracee->threads, by_number);
	if (tracee->threads[0].tid != tracee->pid)
		refuse("the process's first thread has ended");
	output->image.pid = tracee->threads[0].inner_tid;
	for (int i = 1; i < tracee->thread_count; i++)
		if (tracee->threads[i].inner_tid - tracee->threads[i - 1].inner_tid > MAX_GAP)
			refuse("too many threads have ended, or other processes, before one was started that lives");
	for (int i = 0; i < tracee->thread_count; i++)
		take_thread(tracee, &tracee->threads[i], output);
}

/* Columns are 26 characters for the name and 21 for each number; the rows are in the order of the kernel's numbers. */
static void take_limits(const struct tracee *tracee, struct output *output)
{
	char line[256];
	FILE *file = open_proc(tracee, "limits");
	for (int number = -1; number < LIMIT_COUNT; number++) {
		if (!fgets(line, sizeof line, file) || strlen(line) < 60)
			fail("read limits");
		struct limit limit = {.soft = line[26] == 'u' ? ~0ULL : strtoull(line + 26, NULL, 10),
			.hard = line[47] == 'u' ? ~0ULL : strtoull(line + 47, NULL, 10)};
		if (number >= 0)
			add(&output->limits, &limit, sizeof limit);
	}
	fclose(file);
}

static void take_alarm(struct tracee *tracee, struct output *output)
{
	for (int which = ITIMER_REAL; which <= ITIMER_PROF; which++) {
		struct itimerval timer;
		ask_inside(tracee, &tracee->threads[0], SYS_getitimer, (uint64_t)which, tracee->scratch, 0, 0, &timer, sizeof timer);
		uint64_t left_ns = (uint64_t)timer.it_value.tv_sec * 1000000000 + (uint64_t)timer.it_value.tv_usec * 1000;
		if (left_ns && which != ITIMER_REAL)
			refuse("a timer for used processor time is set");
		if (!left_ns)
			continue;
		struct timespec now;
		clock_gettime(CLOCK_MONOTONIC, &now);
		output->image.alarm_at_ns = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec + left_ns;
		output->image.alarm_every_ns =
			(uint64_t)timer.it_interval.tv_sec * 1000000000 + (uint64_t)timer.it_interval.tv_usec * 1000;
	}
}

static void take_actions(struct tracee *tracee, struct output *output)
{
	for (int number = 1; number <= SIGNAL_COUNT; number++) {
		struct action action;
		ask_inside(tracee, &tracee->threads[0], SYS_rt_sigaction, (uint64_t)number, 0, tracee->scratch,
			sizeof action.mask, &action, sizeof action);
		add(&output->actions, &action, sizeof action);
	}
}

/* Seldom used, and so not made again: who has set one of these is refused. */
static void assert_plain(struct tracee *tracee)
{
	static const struct {
		int asked, usual;
		bool by_result;
	} SETTINGS[] = {{PR_GET_DUMPABLE, 1, true}, {PR_GET_THP_DISABLE, 0, true}, {PR_GET_MDWE, 0, true},
		{PR_GET_KEEPCAPS, 0, true}, {PR_GET_CHILD_SUBREAPER, 0, false}, {PR_GET_PDEATHSIG, 0, false}};
	for (size_t i = 0; i < sizeof SETTINGS / sizeof *SETTINGS; i++) {
		int answer = 0;
		uint64_t place = SETTINGS[i].by_result ? 0 : tracee->scratch;
		int64_t result =
			call_inside(tracee, &tracee->threads[0], SYS_prctl, (uint64_t[6]){(uint64_t)SETTINGS[i].asked, place});
		if (!SETTINGS[i].by_result)
			read_inside(tracee, tracee->scratch, &answer, sizeof answer);
		/* An older kernel does not know of it, and then nobody has set it. */
		if (result != -EINVAL && (SETTINGS[i].by_result ? result : answer) != SETTINGS[i].usual)
			refuse("the process has changed a setting of its own (prctl %d)", SETTINGS[i].asked);
	}
}

static void take_working_directory(const struct tracee *tracee, struct output *output)
{
	char path[64], text[4096];
	snprintf(path, sizeof path, "/proc/%d/cwd", tracee->pid);
	ssize_t length = readlink(path, text, sizeof text - 1);
	if (length <= 0)
		fail("read working directory");
	text[length] = 0;
	if (text[0] != '/' || strstr(text, " (deleted)"))
		refuse("the working directory was removed");
	output->image.working_directory = add_text(output, text);
}

void take_process_state(struct tracee *tracee, struct output *output)
{
	char status[8192], timers[16];
	read_thread_file(tracee, tracee->pid, "status", status, sizeof status);
	output->image.umask = (uint32_t)strtoul(value_of(status, "\nUmask:"), NULL, 8);
	FILE *file = open_proc(tracee, "timers");
	if (fgets(timers, sizeof timers, file))
		refuse("the process has timers that send signals");
	fclose(file);
	assert_plain(tracee);
	take_limits(tracee, output);
	take_actions(tracee, output);
	take_alarm(tracee, output);
	take_working_directory(tracee, output);
	int64_t end_of_heap = call_inside(tracee, &tracee->threads[0], SYS_brk, (uint64_t[6]){0});
	output->image.layout.brk = (uint64_t)end_of_heap;
}
