/*
 * Messages to the server: one JSON object a line over the IPC channel Node made, and descriptors beside them in the
 * form Node itself uses between processes, so that they arrive as ordinary handles. All launchers write to the same
 * channel, each message in one call: the kernel queues so few bytes whole, never between those of another.
 */
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef BUILD_ID
#error "scripts/build-native.mjs says which it is"
#endif

static int channel = -1;
/* Whose messages are sent; 0: the spawner's. Kept, because init has another number in its own namespace. */
static pid_t sender = 0;

void open_channel(void)
{
	const char *number = getenv("NODE_CHANNEL_FD");
	if (!number) {
		fputs("launcher: only the server starts this program\n", stderr);
		_exit(125);
	}
	channel = atoi(number);
	/* Node's end may be slow for a moment; ours waits instead of losing a message. */
	int flags = fcntl(channel, F_GETFL);
	if (flags < 0 || fcntl(channel, F_SETFL, flags & ~O_NONBLOCK) || fcntl(channel, F_SETFD, FD_CLOEXEC)) {
		perror("launcher: open channel");
		_exit(125);
	}
}

void close_channel(void)
{
	close(channel);
	channel = -1;
}

int channel_fd(void)
{
	return channel;
}

void drain_channel(void)
{
	char unread[4096];
	while (recv(channel, unread, sizeof unread, MSG_DONTWAIT) > 0)
		;
}

void be_launcher(void)
{
	sender = getpid();
}

/* MSG_NOSIGNAL: a server that went away is noticed elsewhere, it must not end us half-way through tidying. */
static void send_line(const char *line, size_t length)
{
	while (length > 0) {
		ssize_t sent = send(channel, line, length, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return;
		line += sent;
		length -= (size_t)sent;
	}
}

/* Copies text into a JSON string; what JSON cannot hold as it is becomes a question mark. */
static void copy_json(char *to, size_t size, const char *text)
{
	size_t used = 0;
	for (; text && *text && used + 3 < size; text++) {
		unsigned char byte = (unsigned char)*text;
		if (byte == '"' || byte == '\\')
			to[used++] = '\\';
		to[used++] = byte < 0x20 || byte >= 0x7f ? '?' : (char)byte;
	}
	to[used] = 0;
}

_Noreturn void fail(const char *step, const char *detail)
{
	int reason = errno;
	char about[1024], line[2048];
	copy_json(about, sizeof about, detail);
	int length = snprintf(line, sizeof line,
		"{\"launcher\":%d,\"kind\":\"failed\",\"step\":\"%s%s%s\",\"errorCode\":\"%s\",\"errorText\":\"%s\"}\n", sender, step,
		about[0] ? " " : "", about, strerrorname_np(reason) ? strerrorname_np(reason) : "UNKNOWN",
		strerror(reason));
	send_line(line, (size_t)length);
	_exit(125);
}

void report_ready(void)
{
	static const char LINE[] = "{\"launcher\":0,\"kind\":\"ready\",\"build\":\"" BUILD_ID "\"}\n";
	send_line(LINE, sizeof LINE - 1);
}

void report_kind(const char *kind)
{
	char line[96];
	send_line(line, (size_t)snprintf(line, sizeof line, "{\"launcher\":%d,\"kind\":\"%s\"}\n", sender, kind));
}

void report_exit(const struct exit_record *record)
{
	char line[512], who[64] = "\"kind\":\"exited\"", result[64], start[320] = "", why[250];
	if (record->companion != COMMAND)
		snprintf(who, sizeof who, "\"kind\":\"companion-exited\",\"number\":%d", record->companion);
	int number = WTERMSIG(record->wait_status);
	if (WIFSIGNALED(record->wait_status))
		snprintf(result, sizeof result, "\"signal\":\"SIG%s\"", sigabbrev_np(number) ? sigabbrev_np(number) : "UNKNOWN");
	else
		snprintf(result, sizeof result, "\"exitCode\":%d", WEXITSTATUS(record->wait_status));
	const struct start_trouble *trouble = &record->trouble;
	copy_json(why, sizeof why, trouble->snapshot);
	if (why[0])
		snprintf(start, sizeof start, ",\"startError\":\"SNAPSHOT_UNUSABLE: %s\"", why);
	else if (trouble->exec_errno)
		snprintf(start, sizeof start, ",\"startError\":\"%s\"",
			strerrorname_np(trouble->exec_errno) ? strerrorname_np(trouble->exec_errno) : "UNKNOWN");
	send_line(line, (size_t)snprintf(line, sizeof line, "{\"launcher\":%d,%s,%s%s}\n", sender, who, result, start));
}

void report_refusal(const char *reason)
{
	char about[520], line[600];
	copy_json(about, sizeof about, reason);
	int length = snprintf(line, sizeof line, "{\"launcher\":%d,\"kind\":\"snapshot-refused\",\"reason\":\"%s\"}\n", sender, about);
	send_line(line, (size_t)length);
}

static void send_descriptor(pid_t launcher, const char *kind, int number, int fd)
{
	char line[160];
	int length = snprintf(line, sizeof line,
		"{\"cmd\":\"NODE_HANDLE\",\"type\":\"net.Native\",\"msg\":{\"launcher\":%d,\"kind\":\"%s\",\"number\":%d}}\n",
		launcher, kind, number);
	if (send_with_descriptors(channel, line, (size_t)length, &fd, 1) != length)
		fail("hand descriptor to the server", kind);
}

void report_descriptor(const char *kind, int number, int fd)
{
	send_descriptor(sender, kind, number, fd);
}

void report_launcher(pid_t launcher, int orders)
{
	send_descriptor(launcher, "launcher", 0, orders);
}

void report_launcher_end(pid_t launcher)
{
	char line[64];
	send_line(line, (size_t)snprintf(line, sizeof line, "{\"launcher\":%d,\"kind\":\"gone\"}\n", launcher));
}

void report_no_launcher(void)
{
	int reason = errno;
	char line[256];
	send_line(line, (size_t)snprintf(line, sizeof line,
		"{\"launcher\":0,\"kind\":\"no-launcher\",\"step\":\"start launcher\",\"errorCode\":\"%s\",\"errorText\":\"%s\"}\n",
		strerrorname_np(reason) ? strerrorname_np(reason) : "UNKNOWN", strerror(reason)));
}
