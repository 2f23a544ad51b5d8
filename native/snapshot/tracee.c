/* The process, stopped. What only it can say of itself is asked by system calls that it is made to make. */
#define _GNU_SOURCE
#include "take.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* More than come in a row by accident. */
enum { MAX_SIGNALS = 1000 };

FILE *open_proc(const struct tracee *tracee, const char *name)
{
	char path[300];
	snprintf(path, sizeof path, "/proc/%d/%s", tracee->pid, name);
	FILE *file = fopen(path, "re");
	if (!file)
		fail(path);
	return file;
}

void outside_path(const struct tracee *tracee, const char *inside, char *path, size_t size)
{
	if (snprintf(path, size, "/proc/%d/root%s", tracee->pid, inside) >= (int)size)
		refuse("a path is too long: %.80s", inside);
}

void read_inside(const struct tracee *tracee, uint64_t place, void *to, size_t length)
{
	if (pread(tracee->memory, to, length, (off_t)place) != (ssize_t)length)
		fail("read memory");
}

/* The children of one of a process's threads; the first goes to `one`. */
static int count_children(pid_t pid, pid_t tid, pid_t *one)
{
	char path[64];
	int count = 0, child;
	snprintf(path, sizeof path, "/proc/%d/task/%d/children", pid, tid);
	FILE *file = fopen(path, "re");
	if (!file)
		fail("list children");
	while (fscanf(file, "%d", &child) == 1)
		if (count++ == 0)
			*one = child;
	fclose(file);
	return count;
}

/* Whatever else runs in the sandbox is a child of init's, or of the command's, whose children are looked for later. */
static void find_process(struct tracee *tracee)
{
	pid_t pid = 0;
	int count = count_children(tracee->init, tracee->init, &pid);
	if (count != 1)
		refuse(count ? "there is more than one process" : "the process has ended");
	tracee->pid = pid;
	tracee->process = (int)syscall(SYS_pidfd_open, pid, 0);
	if (tracee->process < 0)
		fail("open process");
	/* If it is init's child still, it is the one that was opened. */
	pid_t still = 0;
	if (count_children(tracee->init, tracee->init, &still) != 1 || still != pid)
		refuse("the process has ended");
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/mem", pid);
	tracee->memory = open(path, O_RDONLY | O_CLOEXEC);
	if (tracee->memory < 0)
		fail("open memory");
}

static bool is_stopped(const struct tracee *tracee, pid_t tid)
{
	for (int i = 0; i < tracee->thread_count; i++)
		if (tracee->threads[i].tid == tid)
			return true;
	return false;
}

static bool is_there(const struct tracee *tracee)
{
	return !syscall(SYS_pidfd_send_signal, tracee->process, 0, NULL, 0);
}

/* Numbers are given out again. One that ended a moment ago may be somebody else's, who must not be harmed. */
static bool is_of_process(const struct tracee *tracee, pid_t tid)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/task/%d", tracee->pid, tid);
	/* While the process is there its number is its own, and so is what /proc shows under it. */
	return !access(path, F_OK) && is_there(tracee);
}

/* Signals that were on their way are delivered first; their handlers are made to wait like everything else. */
static bool wait_until_stopped(pid_t tid)
{
	for (int tries = 0; tries < MAX_SIGNALS; tries++) {
		int status;
		if (waitpid(tid, &status, __WALL) != tid)
			fail("wait for thread");
		if (!WIFSTOPPED(status))
			return false;
		if (status >> 16 == PTRACE_EVENT_STOP)
			return true;
		if (ptrace(PTRACE_CONT, tid, NULL, (void *)(long)WSTOPSIG(status)) && errno != ESRCH)
			fail("deliver a signal");
	}
	refuse("the process gets one signal after the other");
}

static void stop_thread(struct tracee *tracee, pid_t tid)
{
	if (ptrace(PTRACE_SEIZE, tid, NULL, NULL)) {
		if (errno == ESRCH)
			return; /* it has just ended */
		fail("stop thread");
	}
	if (!is_of_process(tracee, tid))
		return;
	if (ptrace(PTRACE_INTERRUPT, tid, NULL, NULL) || !wait_until_stopped(tid))
		return;
	if (tracee->thread_count == MAX_THREADS)
		refuse("there are more than %d threads", MAX_THREADS);
	struct stopped_thread *thread = &tracee->threads[tracee->thread_count++];
	thread->tid = tid;
	/* From here on it ends with this program. */
	if (ptrace(PTRACE_SETOPTIONS, tid, NULL, (void *)PTRACE_O_EXITKILL) ||
		ptrace(PTRACE_GETREGS, tid, NULL, &thread->registers))
		fail("read registers");
}

/* Until a look finds no thread that still runs: those that run start others. */
static void stop_threads(struct tracee *tracee)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/task", tracee->pid);
	for (bool found = true; found;) {
		DIR *threads = opendir(path);
		if (!threads || !is_there(tracee))
			refuse("the process has ended");
		found = false;
		for (struct dirent *entry; (entry = readdir(threads));) {
			pid_t tid = atoi(entry->d_name);
			if (tid <= 0 || is_stopped(tracee, tid))
				continue;
			stop_thread(tracee, tid);
			found = true;
		}
		closedir(threads);
	}
}

void stop_process(struct tracee *tracee)
{
	find_process(tracee);
	stop_threads(tracee);
	for (int i = 0; i < tracee->thread_count; i++) {
		pid_t child;
		if (count_children(tracee->pid, tracee->threads[i].tid, &child))
			refuse("there is more than one process");
	}
	pid_t other;
	if (count_children(tracee->init, tracee->init, &other) != 1 || !is_stopped(tracee, tracee->pid))
		refuse("there is more than one process");
}

/* The kernel's clock functions end in system calls, at every process's disposal. */
static void find_call_instruction(struct tracee *tracee)
{
	char line[512];
	unsigned long start, end;
	FILE *maps = open_proc(tracee, "maps");
	while (fgets(line, sizeof line, maps)) {
		if (!strstr(line, "[vdso]") || sscanf(line, "%lx-%lx", &start, &end) != 2 || end - start > 1 << 20)
			continue;
		char *code = malloc(end - start);
		if (!code)
			fail("allocate");
		read_inside(tracee, start, code, end - start);
		const char *found = memmem(code, end - start, CALL_INSTRUCTION, sizeof CALL_INSTRUCTION);
		if (found)
			tracee->call_instruction = start + (unsigned long)(found - code);
		free(code);
	}
	fclose(maps);
	if (!tracee->call_instruction)
		refuse("the process has thrown away the kernel's clock functions");
}

int64_t call_inside(struct tracee *tracee, struct stopped_thread *thread, long number, const uint64_t arguments[6])
{
	struct user_regs_struct registers = thread->registers;
	prepare_call(&registers, tracee->call_instruction, number, arguments);
	int status;
	if (ptrace(PTRACE_SETREGS, thread->tid, NULL, &registers) || ptrace(PTRACE_SINGLESTEP, thread->tid, NULL, NULL) ||
		waitpid(thread->tid, &status, __WALL) != thread->tid)
		fail("call inside");
	if (!WIFSTOPPED(status) || WSTOPSIG(status) != SIGTRAP || status >> 16)
		refuse("a signal was on its way to the process");
	if (ptrace(PTRACE_GETREGS, thread->tid, NULL, &registers))
		fail("read registers");
	return result_of_call(&registers);
}

void prepare_calls(struct tracee *tracee)
{
	find_call_instruction(tracee);
	int64_t page = call_inside(tracee, &tracee->threads[0], SYS_mmap,
		(uint64_t[6]){0, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1ULL, 0});
	if (page < 0)
		refuse("the process has no room for another page of memory");
	tracee->scratch = (uint64_t)page;
}

void finish_calls(struct tracee *tracee)
{
	if (call_inside(tracee, &tracee->threads[0], SYS_munmap, (uint64_t[6]){tracee->scratch, PAGE_BYTES}) < 0)
		fail("give back memory");
}
