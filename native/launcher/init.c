/*
 * PID 1 of the sandbox: starts the command, buries orphans, and ends when the command does. The kernel then kills
 * whatever is left inside, because a PID namespace does not outlive its first process.
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

static void note(int launcher, char kind, const struct exit_record *record)
{
	char message[1 + sizeof *record] = {kind};
	if (record)
		memcpy(message + 1, record, sizeof *record);
	if (send(launcher, message, record ? sizeof message : 1, MSG_NOSIGNAL) < 0)
		_exit(125);
}

/* Never returns. Tells the reason through `trouble`, which closes by itself when the program starts. */
static _Noreturn void become_command(const struct request *request, int output, int errors, int trouble)
{
	/* Ignored signals stay ignored across exec; the server ignores some. */
	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);

	int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
	/* A session of its own, without a terminal to write into; three descriptors, whatever else was left open. */
	if (setsid() >= 0 && input >= 0 && dup2(input, 0) == 0 && dup2(output, 1) == 1 && dup2(errors, 2) == 2 &&
		syscall(SYS_close_range, 3, ~0U, 4 /* CLOSE_RANGE_CLOEXEC */) == 0)
		execve(request->arguments[0], request->arguments, request->environment);
	int reason = errno;
	if (write(trouble, &reason, sizeof reason) < 0)
		_exit(126);
	_exit(reason == ENOENT ? 127 : 126); /* as a shell would */
}

static pid_t start_command(const struct request *request, int output, int errors, int *trouble)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC))
		fail("make pipe", NULL);
	pid_t pid = fork();
	if (pid < 0)
		fail("start command", NULL);
	if (pid == 0)
		become_command(request, output, errors, ends[1]);
	close(ends[1]);
	/* Output ends when the command's last descendant has closed it, and orders are for the launcher. */
	close(output);
	close(errors);
	close(0);
	*trouble = ends[0];
	return pid;
}

static void obey(int launcher, pid_t command)
{
	char order;
	ssize_t got = recv(launcher, &order, 1, 0);
	if (got <= 0)
		_exit(125); /* the launcher is gone */
	if (order == ORDER_TERMINATE) {
		kill(command, SIGTERM);
	} else if (order == ORDER_STOP) { /* for hosts without a freezer: all but init */
		kill(-1, SIGSTOP);
		note(launcher, NOTE_STOPPED, NULL);
	} else if (order == ORDER_CONTINUE) {
		kill(-1, SIGCONT);
		note(launcher, NOTE_CONTINUED, NULL);
	}
}

/* Reaps all that ended. When the command was among them, reports it and ends. */
static void reap(int launcher, pid_t command, int trouble)
{
	struct exit_record record = {0};
	for (pid_t pid; (pid = waitpid(-1, &record.wait_status, WNOHANG)) > 0;) {
		if (pid != command)
			continue;
		if (read(trouble, &record.exec_errno, sizeof record.exec_errno) < (ssize_t)sizeof record.exec_errno)
			record.exec_errno = 0;
		note(launcher, NOTE_EXITED, &record);
		_exit(0);
	}
}

_Noreturn void run_init(const struct request *request, int launcher, int output, int errors)
{
	sigset_t children;
	sigemptyset(&children);
	sigaddset(&children, SIGCHLD);
	if (sigprocmask(SIG_SETMASK, &children, NULL))
		fail("block signals", NULL);
	int ended = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
	if (ended < 0)
		fail("watch children", NULL);

	int trouble;
	pid_t command = start_command(request, output, errors, &trouble);
	note(launcher, NOTE_STARTED, NULL);
	close_channel(); /* from here on init talks to the launcher only */

	struct pollfd wakers[] = {{.fd = ended, .events = POLLIN}, {.fd = launcher, .events = POLLIN}};
	for (;;) {
		if (poll(wakers, 2, -1) < 0 && errno != EINTR)
			_exit(125);
		if (wakers[1].revents)
			obey(launcher, command);
		if (wakers[0].revents) {
			struct signalfd_siginfo about;
			while (read(ended, &about, sizeof about) > 0)
				;
			reap(launcher, command, trouble);
		}
	}
}
