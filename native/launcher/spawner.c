/*
 * The one process that the server starts: it forks a launcher for each sandbox. The server is large, and a fork of it
 * copies the tables of all its memory while its event loop stands still; a fork of this program takes a tenth of a
 * millisecond, and needs no exec.
 */
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* Orders of the server on standard input. Eight hexadecimal digits follow the second: whom. */
enum { ORDER_LAUNCH = 'L', ORDER_KILL_LAUNCHER = 'K' };

/* Ends with its parent, even if that was killed, also when it was killed before we could ask for this. */
static void tie_to(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL))
		fail("tie launcher to the server", NULL);
	if (getppid() != parent)
		_exit(125);
}

static int watch_children(sigset_t *children)
{
	sigemptyset(children);
	sigaddset(children, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, children, NULL))
		fail("block signals", NULL);
	int ended = signalfd(-1, children, SFD_CLOEXEC | SFD_NONBLOCK);
	if (ended < 0)
		fail("watch children", NULL);
	return ended;
}

/* Returns true in the launcher, whose standard input is its own from then on. */
static bool launch(int ended, const sigset_t *children)
{
	int orders[2];
	if (pipe2(orders, O_CLOEXEC)) {
		report_no_launcher();
		return false;
	}
	pid_t spawner = getpid();
	pid_t launcher = fork();
	if (launcher == 0) {
		be_launcher();
		tie_to(spawner);
		if (dup2(orders[0], 0) < 0 || sigprocmask(SIG_UNBLOCK, children, NULL))
			fail("start launcher", NULL);
		close(orders[0]);
		close(orders[1]);
		close(ended);
		return true;
	}
	if (launcher < 0)
		report_no_launcher();
	else
		report_launcher(launcher, orders[1]);
	close(orders[0]);
	close(orders[1]);
	return false;
}

/* Told before it is buried: until then the kernel gives its number to nobody else. */
static void bury_launchers(int ended)
{
	struct signalfd_siginfo about;
	while (read(ended, &about, sizeof about) > 0)
		;
	for (;;) {
		siginfo_t dead = {0};
		if (waitid(P_ALL, 0, &dead, WEXITED | WNOHANG | WNOWAIT) || dead.si_pid == 0)
			return;
		report_launcher_end(dead.si_pid);
		waitpid(dead.si_pid, NULL, 0);
	}
}

/* Only a child that is not buried: any other process of that number is somebody else's. */
static void kill_launcher(void)
{
	char digits[9] = {0};
	read_all(0, digits, 8);
	pid_t launcher = (pid_t)strtoul(digits, NULL, 16);
	siginfo_t unused;
	if (launcher > 0 && !waitid(P_PID, (id_t)launcher, &unused, WEXITED | WNOHANG | WNOWAIT))
		kill(launcher, SIGKILL);
}

void spawn_launchers(bool privileged)
{
	sigset_t children;
	tie_to(getppid());
	report_ready();
	if (privileged)
		enter_stage();
	int ended = watch_children(&children);
	struct pollfd wakers[] = {{.fd = 0, .events = POLLIN}, {.fd = ended, .events = POLLIN},
		{.fd = channel_fd(), .events = POLLIN}};
	for (;;) {
		if (poll(wakers, 3, -1) < 0) {
			if (errno == EINTR)
				continue;
			fail("wait for orders", NULL);
		}
		if (wakers[1].revents)
			bury_launchers(ended);
		if (wakers[2].revents & POLLIN)
			drain_channel();
		if (wakers[2].revents & (POLLHUP | POLLERR))
			wakers[2].fd = -1;
		if (!wakers[0].revents)
			continue;
		char order;
		ssize_t got = read(0, &order, 1);
		if (got == 0 || (got < 0 && errno != EINTR))
			_exit(0); /* the server is gone, and so are the launchers when we are */
		if (got == 1 && order == ORDER_KILL_LAUNCHER)
			kill_launcher();
		else if (got == 1 && order == ORDER_LAUNCH && launch(ended, &children))
			return;
	}
}
