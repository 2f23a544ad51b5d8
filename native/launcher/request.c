/*
 * The request arrives on standard input: eight hexadecimal digits, the length of what follows, then records of
 * NUL-terminated strings, each a key and the values the table below lists. Not arguments, because those are public
 * in /proc and limited in size.
 */
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void read_all(int fd, char *buffer, size_t length)
{
	for (size_t have = 0; have < length;) {
		ssize_t got = read(fd, buffer + have, length - have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			errno = EPIPE;
		if (got <= 0)
			fail("read request", NULL);
		have += (size_t)got;
	}
}

/* Hands out the strings one after the other. */
struct cursor {
	char *next;
	char *end;
};

static char *take(struct cursor *cursor)
{
	char *text = cursor->next;
	char *stop = text < cursor->end ? memchr(text, 0, (size_t)(cursor->end - text)) : NULL;
	if (!stop) {
		errno = EBADMSG;
		fail("parse request", "cut off");
	}
	cursor->next = stop + 1;
	return text;
}

static unsigned long long take_number(struct cursor *cursor)
{
	const char *text = take(cursor);
	char *stop;
	errno = 0;
	unsigned long long number = strtoull(text, &stop, 10);
	if (errno || *stop || stop == text) {
		errno = EBADMSG;
		fail("parse request", text);
	}
	return number;
}

/* The next free place in one of the request's arrays. */
static int next_place(int *count, int most, const char *what)
{
	if (*count >= most) {
		errno = E2BIG;
		fail("parse request", what);
	}
	return (*count)++;
}

/* How far each of the lists without a fixed size is filled. */
struct fill {
	int arguments, variables, companion_variables;
};

static void take_record(const char *key, struct cursor *cursor, struct request *request, struct fill *fill)
{
	if (!strcmp(key, "argument")) {
		request->arguments[fill->arguments++] = take(cursor);
	} else if (!strcmp(key, "variable")) {
		request->environment[fill->variables++] = take(cursor);
	} else if (!strcmp(key, "companion")) {
		int place = next_place(&request->companion_count, MAX_COMPANIONS, "too many companions");
		request->companions[place] = take(cursor);
	} else if (!strcmp(key, "companion-variable")) {
		request->companion_environment[fill->companion_variables++] = take(cursor);
	} else if (!strcmp(key, "working-directory")) {
		request->working_directory = take(cursor);
	} else if (!strcmp(key, "waits")) {
		request->waits = true;
	} else if (!strcmp(key, "restorer")) {
		request->restorer = take(cursor);
	} else if (!strcmp(key, "taker")) {
		request->taker = take(cursor);
	} else if (!strcmp(key, "snapshot")) {
		request->snapshot = take(cursor);
	} else if (!strcmp(key, "snapshot-bytes")) {
		request->snapshot_bytes = take_number(cursor);
	} else if (!strcmp(key, "privileged")) {
		request->privileged = true;
	} else if (!strcmp(key, "root-mount-point")) {
		request->root_mount_point = take(cursor);
	} else if (!strcmp(key, "image")) {
		request->image = take(cursor);
	} else if (!strcmp(key, "symlink")) {
		struct symlink_request *link =
			&request->symlinks[next_place(&request->symlink_count, MAX_SYMLINKS, "too many symlinks")];
		link->path = take(cursor);
		link->text = take(cursor);
	} else if (!strcmp(key, "directory")) {
		int place = next_place(&request->directory_count, MAX_DIRECTORIES, "too many directories");
		request->directories[place] = take(cursor);
	} else if (!strcmp(key, "mount")) {
		request->mounts[next_place(&request->mount_count, MAX_MOUNTS, "too many mounts")].target = take(cursor);
	} else if (!strcmp(key, "source")) { /* of the mount named last */
		struct mount_request *mount = &request->mounts[request->mount_count ? request->mount_count - 1 : 0];
		mount->sources[next_place(&mount->source_count, MAX_SOURCES, "too many sources")] = take(cursor);
	} else if (!strcmp(key, "tmp-bytes")) {
		request->tmp_bytes = take_number(cursor);
	} else if (!strcmp(key, "tmp-template")) {
		request->tmp_template = take(cursor);
	} else if (!strcmp(key, "tmp-image")) {
		request->tmp_image = take(cursor);
	} else if (!strcmp(key, "listen-port")) {
		int place = next_place(&request->listen_count, MAX_LISTENERS, "too many ports");
		request->listen_ports[place] = (int)take_number(cursor);
	} else if (!strcmp(key, "network-namespace")) {
		request->network_namespace = take(cursor);
	} else if (!strcmp(key, "unified-cgroup")) {
		request->unified_cgroup = take(cursor);
	} else if (!strcmp(key, "task-file")) {
		int place = next_place(&request->task_file_count, MAX_CGROUPS, "too many cgroups");
		request->task_files[place] = take(cursor);
	} else if (!strcmp(key, "rlimit")) {
		struct rlimit_request *limit =
			&request->rlimits[next_place(&request->rlimit_count, MAX_RLIMITS, "too many rlimits")];
		limit->resource = (int)take_number(cursor);
		limit->value = take_number(cursor);
	} else {
		errno = EBADMSG;
		fail("parse request", key);
	}
}

void read_records(int fd, struct request *request)
{
	char digits[9] = {0};
	read_all(fd, digits, 8);
	size_t length = strtoul(digits, NULL, 16);
	char *text = malloc(length + 1);
	/* There are never more arguments or variables than strings, nor more strings than bytes. */
	request->arguments = calloc(length + 2, sizeof(char *));
	request->environment = calloc(length + 2, sizeof(char *));
	request->companion_environment = calloc(length + 2, sizeof(char *));
	if (!text || !request->arguments || !request->environment || !request->companion_environment)
		fail("allocate request", NULL);
	read_all(fd, text, length);

	struct cursor cursor = {text, text + length};
	struct fill fill = {0};
	while (cursor.next < cursor.end)
		take_record(take(&cursor), &cursor, request, &fill);
}

bool pass_records(int from, int to)
{
	char digits[9] = {0}, part[4096];
	read_all(from, digits, 8);
	size_t left = strtoul(digits, NULL, 16);
	if (write(to, digits, 8) != 8)
		return false;
	while (left > 0) {
		ssize_t got = read(from, part, left < sizeof part ? left : sizeof part);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 || write(to, part, (size_t)got) != got)
			return false;
		left -= (size_t)got;
	}
	return true;
}

void read_request(int fd, struct request *request)
{
	read_records(fd, request);
	bool knows_what = request->arguments[0] || request->waits || (request->restorer && request->snapshot);
	if (!knows_what || !request->working_directory || !request->root_mount_point) {
		errno = EBADMSG;
		fail("parse request", "incomplete");
	}
}
