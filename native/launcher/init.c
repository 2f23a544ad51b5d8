/*
 * PID 1 of the sandbox: starts the command, buries orphans, and ends when the command does. The kernel then kills
 * whatever is left inside, because a PID namespace does not outlive its first process. With companions it starts those
 * first, the command when told to, and does not end by itself: the companions may still have something to do. Where it
 * does not know the command yet, it waits until it is told.
 */
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* A process that init was asked to start. */
struct child {
	pid_t pid;   /* 0: not started, or buried */
	int trouble; /* tells why it could not be started */
};

struct family {
	struct child command;
	struct child companions[MAX_COMPANIONS];
	struct outputs command_outputs; /* open until the command has them */
};

static void note(int launcher, char kind, const struct exit_record *record)
{
	char message[1 + sizeof *record] = {kind};
	if (record)
		memcpy(message + 1, record, sizeof *record);
	if (send(launcher, message, record ? sizeof message : 1, MSG_NOSIGNAL) < 0)
		_exit(125);
}

/* What all programs find when they start. */
static bool enter_session(struct outputs outputs)
{
	/* Ignored signals stay ignored across exec; the server ignores some. */
	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);

	int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
	/* A session of its own, without a terminal to write into. */
	return setsid() >= 0 && input >= 0 && dup2(input, 0) == 0 && dup2(outputs.output, 1) == 1 &&
		dup2(outputs.errors, 2) == 2;
}

/* Whatever else was left open is not for the program. */
static bool close_on_exec_from(unsigned first)
{
	return syscall(SYS_close_range, first, ~0U, 4 /* CLOSE_RANGE_CLOEXEC */) == 0;
}

static _Noreturn void tell(int trouble)
{
	int reason = errno;
	if (write(trouble, &reason, sizeof reason) < 0)
		_exit(126);
	_exit(reason == ENOENT ? 127 : 126); /* as a shell would */
}

/* Never returns. Tells the reason through `trouble`, which closes by itself when the program starts. */
static _Noreturn void become(char *const *arguments, char *const *environment, struct outputs outputs, int trouble)
{
	if (enter_session(outputs) && close_on_exec_from(3))
		execve(arguments[0], arguments, environment);
	tell(trouble);
}

/* The program gets two more descriptors, by number, and closes them when it is what it was. */
static _Noreturn void become_restored(const struct restoration *restoration, struct outputs outputs, int trouble)
{
	char *none[] = {NULL}, *arguments[] = {"restore", NULL};
	/* Out of the way first: each may have the other's number. */
	int program = fcntl(restoration->program, F_DUPFD_CLOEXEC, 16), image = fcntl(restoration->image, F_DUPFD_CLOEXEC, 16);
	trouble = fcntl(trouble, F_DUPFD_CLOEXEC, 16);
	if (program >= 0 && image >= 0 && trouble >= 0 && enter_session(outputs) && dup2(image, 3) == 3 &&
		dup2(trouble, 4) == 4 && close_on_exec_from(5))
		syscall(SYS_execveat, program, "", arguments, none, AT_EMPTY_PATH);
	tell(trouble);
}

/* In the child, `pid` is 0 and `trouble` the end to write to. */
static struct child fork_child(void)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC))
		fail("make pipe", NULL);
	pid_t pid = fork();
	if (pid < 0)
		fail("start command", NULL);
	if (pid)
		close(ends[1]);
	return (struct child){.pid = pid, .trouble = pid ? ends[0] : ends[1]};
}

static struct child start(char *const *arguments, char *const *environment, struct outputs outputs)
{
	struct child child = fork_child();
	if (child.pid == 0)
		become(arguments, environment, outputs, child.trouble);
	return child;
}

/* Output ends when the last descendant of those that were given it has closed it. */
static void let_go(struct outputs outputs)
{
	close(outputs.output);
	close(outputs.errors);
}

static void start_companions(const struct request *request, struct family *family, struct outputs outputs)
{
	for (int i = 0; i < request->companion_count; i++) {
		char *arguments[] = {(char *)request->companions[i], NULL};
		family->companions[i] = start(arguments, request->companion_environment, outputs);
	}
	let_go(outputs);
}

static void start_command(const struct request *request, struct family *family)
{
	family->command = start(request->arguments, request->environment, family->command_outputs);
	let_go(family->command_outputs);
}

static void start_restored(const struct restoration *restoration, struct family *family)
{
	family->command = fork_child();
	if (family->command.pid == 0)
		become_restored(restoration, family->command_outputs, family->command.trouble);
	close(restoration->program);
	close(restoration->image);
	let_go(family->command_outputs);
}

/* The socket belongs to the sandbox's network, whoever connects it. */
static void offer_socket(int launcher)
{
	char kind = NOTE_SOCKET;
	int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (send_with_descriptors(launcher, &kind, 1, &made, made >= 0) < 0)
		_exit(125);
	if (made >= 0)
		close(made);
}

/* Without a command there is nobody to signal, and nobody else must be. */
static void signal_command(const struct family *family, int number)
{
	if (family->command.pid)
		kill(family->command.pid, number);
}

/* What the command is shown has changed since init entered its working directory, so it is entered anew. */
static void start_assigned(int assignment, struct family *family)
{
	static struct request assigned;
	read_records(assignment, &assigned);
	close(assignment);
	if (chdir(assigned.working_directory))
		_exit(125);
	start_command(&assigned, family);
}

static void obey(const struct request *request, int launcher, int assignment, struct family *family)
{
	char order;
	int passed[MAX_PASSED];
	size_t count;
	if (receive_with_descriptors(launcher, &order, 1, passed, &count) <= 0)
		_exit(125); /* the launcher is gone */
	if (order == ORDER_BEGIN) {
		start_command(request, family);
	} else if (order == ORDER_ASSIGN) {
		start_assigned(assignment, family);
	} else if (order == ORDER_RESTORE && count == 2) {
		start_restored(&(struct restoration){.program = passed[0], .image = passed[1]}, family);
	} else if (order == ORDER_SOCKET) {
		offer_socket(launcher);
	} else if (order == ORDER_TERMINATE) {
		signal_command(family, SIGTERM);
	} else if (order == ORDER_KILL_COMMAND) {
		signal_command(family, SIGKILL);
	} else if (order == ORDER_STOP) { /* for hosts without a freezer: all but init */
		kill(-1, SIGSTOP);
		note(launcher, NOTE_STOPPED, NULL);
	} else if (order == ORDER_CONTINUE) {
		kill(-1, SIGCONT);
		note(launcher, NOTE_CONTINUED, NULL);
	}
}

static void bury(int launcher, struct child *child, struct exit_record record)
{
	if (read(child->trouble, &record.trouble, sizeof record.trouble) < (ssize_t)sizeof record.trouble.exec_errno)
		record.trouble.exec_errno = 0;
	close(child->trouble);
	child->pid = 0;
	note(launcher, NOTE_EXITED, &record);
}

/* Reaps all that ended and reports those that were asked for. Ends with the command, unless it has companions. */
static void reap(const struct request *request, int launcher, struct family *family)
{
	int status;
	for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
		struct exit_record record = {.companion = COMMAND, .wait_status = status};
		if (pid == family->command.pid) {
			bury(launcher, &family->command, record);
			if (request->companion_count == 0)
				_exit(0);
		}
		for (int i = 0; i < request->companion_count; i++) {
			record.companion = i;
			if (pid == family->companions[i].pid)
				bury(launcher, &family->companions[i], record);
		}
	}
}

_Noreturn void run_init(const struct request *request, int launcher, int assignment,
	const struct restoration *restoration, struct outputs command, struct outputs companions)
{
	sigset_t children;
	sigemptyset(&children);
	sigaddset(&children, SIGCHLD);
	if (sigprocmask(SIG_SETMASK, &children, NULL))
		fail("block signals", NULL);
	int ended = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
	if (ended < 0)
		fail("watch children", NULL);

	struct family family = {.command_outputs = command};
	if (request->companion_count)
		start_companions(request, &family, companions);
	else if (request->snapshot)
		start_restored(restoration, &family);
	else if (!request->waits)
		start_command(request, &family);
	close(0); /* orders are for the launcher */
	note(launcher, NOTE_STARTED, NULL);
	close_channel(); /* from here on init talks to the launcher only */

	struct pollfd wakers[] = {{.fd = ended, .events = POLLIN}, {.fd = launcher, .events = POLLIN}};
	for (;;) {
		if (poll(wakers, 2, -1) < 0) {
			if (errno == EINTR)
				continue;
			_exit(125);
		}
		if (wakers[1].revents)
			obey(request, launcher, assignment, &family);
		if (wakers[0].revents) {
			struct signalfd_siginfo about;
			while (read(ended, &about, sizeof about) > 0)
				;
			reap(request, launcher, &family);
		}
	}
}
