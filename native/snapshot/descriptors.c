/* Descriptors: what each leads to, how far it is, and who shares it. */
#define _GNU_SOURCE
#include "take.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { MAX_DESCRIPTORS = 4096, MAX_PIPE_BYTES = 65536, MAX_INFO_BYTES = 65536 };

/* What /proc tells of a descriptor. */
struct shown {
	int number;
	char target[4200];
	char info[MAX_INFO_BYTES];
	struct stat about;
};

static bool begins(const char *text, const char *start)
{
	return !strncmp(text, start, strlen(start));
}

/* A number behind a name at the beginning of a line of fdinfo. */
static bool find_number(const struct shown *shown, const char *name, int base, uint64_t *number)
{
	for (const char *line = shown->info; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (begins(line, name)) {
			*number = strtoull(line + strlen(name), NULL, base);
			return true;
		}
		if (!*line)
			break;
	}
	return false;
}

static uint64_t number_of(const struct shown *shown, const char *name, int base)
{
	uint64_t number = 0;
	if (!find_number(shown, name, base, &number))
		refuse("the kernel does not tell %s of descriptor %d", name, shown->number);
	return number;
}

static void look_at(const struct tracee *tracee, int number, struct shown *shown)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/fd/%d", tracee->pid, number);
	ssize_t length = readlink(path, shown->target, sizeof shown->target - 1);
	if (length < 0 || stat(path, &shown->about))
		fail("look at a descriptor");
	shown->target[length] = 0;
	shown->number = number;
	snprintf(path, sizeof path, "fdinfo/%d", number);
	FILE *file = open_proc(tracee, path);
	size_t got = fread(shown->info, 1, sizeof shown->info - 1, file);
	fclose(file);
	if (got == sizeof shown->info - 1)
		refuse("descriptor %d has too much to tell", number);
	shown->info[got] = 0;
}

/* The same file opened once, under another number. */
static bool is_shared_with(const struct tracee *tracee, int number, int other)
{
	long order = syscall(SYS_kcmp, tracee->pid, tracee->pid, KCMP_FILE, number, other);
	if (order < 0)
		fail("compare descriptors");
	return order == 0;
}

/* Our own hold of what the process has open, to ask or to read from. */
static int hold(const struct tracee *tracee, int number)
{
	int held = (int)syscall(SYS_pidfd_getfd, tracee->process, number, 0);
	if (held < 0)
		fail("hold a descriptor");
	return held;
}

/* One end opened by its name in /proc; whose is what could not be told apart any more. */
static void assert_opened_once(const struct output *output, const struct descriptor *descriptor)
{
	const struct descriptor *all = (const struct descriptor *)output->descriptors.bytes;
	for (size_t i = 0; i < output->descriptors.used / sizeof *all; i++)
		if (all[i].kind == DESCRIPTOR_PIPE && all[i].first == descriptor->first && all[i].second == descriptor->second)
			refuse("descriptor %d is an end of a pipe that was opened twice", descriptor->number);
}

/* Reading takes the content away, which does not matter: the process does not go on here. */
static void take_pipe(const struct tracee *tracee, struct output *output, const struct shown *shown,
	struct descriptor *descriptor)
{
	static char content[MAX_PIPE_BYTES];
	bool writes = (descriptor->open_flags & O_ACCMODE) == O_WRONLY;
	for (int i = 0; i < 2; i++)
		if (shown->about.st_ino == tracee->output_pipes[i] && writes) {
			descriptor->kind = DESCRIPTOR_OUTPUT;
			descriptor->first = (uint64_t)i + 1;
			return;
		}
	if ((descriptor->open_flags & O_ACCMODE) == O_RDWR)
		refuse("descriptor %d is a pipe that is read from and written to", shown->number);
	descriptor->kind = DESCRIPTOR_PIPE;
	descriptor->first = shown->about.st_ino;
	descriptor->second = writes;
	assert_opened_once(output, descriptor);
	if (writes)
		return;
	int held = hold(tracee, shown->number), waiting = 0;
	if (ioctl(held, FIONREAD, &waiting))
		fail("look into a pipe");
	if (waiting > (int)sizeof content)
		refuse("descriptor %d is a pipe that holds more than %d bytes", shown->number, MAX_PIPE_BYTES);
	if (waiting && read(held, content, (size_t)waiting) != waiting)
		fail("read from a pipe");
	descriptor->content = add_bytes(output, content, (size_t)waiting);
	descriptor->content_length = (uint64_t)waiting;
	close(held);
}

static void take_timer(const struct shown *shown, struct descriptor *descriptor)
{
	const char *value = strstr(shown->info, "it_value: ("), *interval = strstr(shown->info, "it_interval: (");
	unsigned long long left_s, left_ns, every_s, every_ns;
	if (!value || !interval || sscanf(value, "it_value: (%llu, %llu)", &left_s, &left_ns) != 2 ||
		sscanf(interval, "it_interval: (%llu, %llu)", &every_s, &every_ns) != 2)
		refuse("the kernel does not tell when timer %d is due", shown->number);
	struct timespec now;
	descriptor->kind = DESCRIPTOR_TIMER;
	descriptor->first = number_of(shown, "clockid:", 10);
	/* Absolute or not no longer matters, only whether it ends when the clock is set. */
	descriptor->second = number_of(shown, "settime flags:", 8) & 2;
	if (clock_gettime((clockid_t)descriptor->first, &now))
		fail("read a clock");
	uint64_t now_ns = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
	descriptor->every_ns = every_s * 1000000000 + every_ns;
	/* What has gone off and was not read goes off again at once. */
	if (number_of(shown, "ticks:", 10))
		descriptor->at_ns = now_ns;
	else if (left_s || left_ns)
		descriptor->at_ns = now_ns + left_s * 1000000000 + left_ns;
}

/* What is watched is told by number and inode. The number may be another file's by now, or nobody's. */
static bool is_still_there(const struct tracee *tracee, unsigned number, unsigned long inode)
{
	char path[64];
	struct stat about;
	snprintf(path, sizeof path, "/proc/%d/fd/%u", tracee->pid, number);
	return !stat(path, &about) && about.st_ino == inode;
}

static void take_watches(const struct tracee *tracee, struct output *output, const struct shown *shown)
{
	for (const char *line = strstr(shown->info, "tfd:"); line; line = strstr(line + 1, "tfd:")) {
		unsigned number, events;
		unsigned long long data;
		unsigned long inode;
		if (sscanf(line, "tfd: %u events: %x data: %llx pos:%*d ino:%lx", &number, &events, &data, &inode) != 4)
			refuse("the kernel does not tell what epoll instance %d watches", shown->number);
		if (!is_still_there(tracee, number, inode))
			refuse("epoll instance %d watches what was closed", shown->number);
		struct watch watch = {.epoll = shown->number, .number = (int)number, .events = events, .data = data};
		add(&output->watches, &watch, sizeof watch);
	}
}

static void take_anonymous(const struct tracee *tracee, struct output *output, const struct shown *shown,
	struct descriptor *descriptor)
{
	const char *what = shown->target + strlen("anon_inode:");
	uint64_t semaphore = 0;
	if (!strcmp(what, "[eventfd]")) {
		descriptor->kind = DESCRIPTOR_EVENT;
		descriptor->first = number_of(shown, "eventfd-count:", 16);
		/* LIMIT: kernels before 6.5 do not tell; then the rare counting ones are taken for ordinary ones. */
		find_number(shown, "eventfd-semaphore:", 10, &semaphore);
		descriptor->second = semaphore;
	} else if (!strcmp(what, "[timerfd]")) {
		take_timer(shown, descriptor);
	} else if (!strcmp(what, "[signalfd]")) {
		descriptor->kind = DESCRIPTOR_SIGNALS;
		descriptor->first = number_of(shown, "sigmask:", 16);
	} else if (!strcmp(what, "[eventpoll]")) {
		descriptor->kind = DESCRIPTOR_EPOLL;
		take_watches(tracee, output, shown);
	} else {
		refuse("descriptor %d is of a kind that cannot be kept: %s", shown->number, what);
	}
}

/* Programs remove files that nobody else is to find, and go on using them. Opened twice, it could not be told to be one. */
static void take_nameless(const struct tracee *tracee, struct output *output, const struct shown *shown,
	struct descriptor *descriptor)
{
	char path[64];
	const struct descriptor *all = (const struct descriptor *)output->descriptors.bytes;
	for (size_t i = 0; i < output->descriptors.used / sizeof *all; i++)
		if (all[i].kind == DESCRIPTOR_NAMELESS && all[i].inode == shown->about.st_ino)
			refuse("a file that has no name any more was opened twice: %s", shown->target);
	snprintf(path, sizeof path, "/proc/%d/fd/%d", tracee->pid, shown->number);
	int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (file < 0)
		fail("open a file without a name");
	descriptor->kind = DESCRIPTOR_NAMELESS;
	/* It is opened again by a link of /proc. */
	descriptor->open_flags &= ~(uint32_t)(O_TMPFILE | O_NOFOLLOW);
	descriptor->inode = shown->about.st_ino;
	descriptor->length = (uint64_t)shown->about.st_size;
	descriptor->first = run_count(output);
	take_data(output, file, descriptor->first);
	descriptor->second = run_count(output) - descriptor->first;
	descriptor->position = (int64_t)number_of(shown, "pos:", 10);
	close(file);
}

static void take_file(const struct tracee *tracee, struct output *output, const struct shown *shown,
	struct descriptor *descriptor)
{
	char path[4300];
	struct stat named;
	uint64_t unused;
	if (find_number(shown, "lock:", 10, &unused))
		refuse("descriptor %d holds a lock: %s", shown->number, shown->target);
	if (S_ISREG(shown->about.st_mode) && !shown->about.st_nlink && begins(shown->target, "/tmp/")) {
		take_nameless(tracee, output, shown, descriptor);
		return;
	}
	outside_path(tracee, shown->target, path, sizeof path);
	if (lstat(path, &named) || named.st_ino != shown->about.st_ino || named.st_dev != shown->about.st_dev)
		refuse("descriptor %d is a file that has no name any more: %s", shown->number, shown->target);
	if (S_ISFIFO(named.st_mode) || S_ISBLK(named.st_mode))
		refuse("descriptor %d is of a kind that cannot be kept: %s", shown->number, shown->target);
	descriptor->kind = DESCRIPTOR_FILE;
	descriptor->path = add_text(output, shown->target);
	if (S_ISREG(named.st_mode) || S_ISDIR(named.st_mode))
		descriptor->position = (int64_t)number_of(shown, "pos:", 10);
}

static void take_descriptor(const struct tracee *tracee, struct output *output, const struct shown *shown,
	struct descriptor *descriptor)
{
	descriptor->open_flags = (uint32_t)number_of(shown, "flags:", 8);
	if (begins(shown->target, "pipe:")) {
		take_pipe(tracee, output, shown, descriptor);
	} else if (begins(shown->target, "socket:")) {
		int held = hold(tracee, shown->number);
		take_socket(tracee, output, held, descriptor);
		close(held);
	} else if (begins(shown->target, "anon_inode:")) {
		take_anonymous(tracee, output, shown, descriptor);
	} else if (shown->target[0] == '/') {
		take_file(tracee, output, shown, descriptor);
	} else {
		refuse("descriptor %d is of a kind that cannot be kept: %.80s", shown->number, shown->target);
	}
}

/* Copies say only whose: looked for among those before. */
static int find_shared(const struct tracee *tracee, const struct output *output, int number)
{
	const struct descriptor *all = (const struct descriptor *)output->descriptors.bytes;
	for (size_t i = 0; i < output->descriptors.used / sizeof *all; i++)
		if (all[i].kind != DESCRIPTOR_SAME && is_shared_with(tracee, number, all[i].number))
			return all[i].number;
	return -1;
}

static int by_value(const void *one, const void *other)
{
	return *(const int *)one - *(const int *)other;
}

static int list_descriptors(const struct tracee *tracee, int *numbers)
{
	char path[64];
	int count = 0;
	snprintf(path, sizeof path, "/proc/%d/fd", tracee->pid);
	DIR *entries = opendir(path);
	if (!entries)
		fail("list descriptors");
	for (struct dirent *entry; (entry = readdir(entries));) {
		if (entry->d_name[0] == '.')
			continue;
		if (count == MAX_DESCRIPTORS)
			refuse("there are more than %d descriptors", MAX_DESCRIPTORS);
		numbers[count++] = atoi(entry->d_name);
	}
	closedir(entries);
	qsort(numbers, (size_t)count, sizeof *numbers, by_value);
	return count;
}

void take_descriptors(struct tracee *tracee, struct output *output)
{
	static int numbers[MAX_DESCRIPTORS];
	static struct shown shown;
	int count = list_descriptors(tracee, numbers);
	for (int i = 0; i < count; i++) {
		struct descriptor descriptor = {.number = numbers[i]};
		look_at(tracee, numbers[i], &shown);
		int other = find_shared(tracee, output, numbers[i]);
		if (other >= 0) {
			descriptor.kind = DESCRIPTOR_SAME;
			descriptor.first = (uint64_t)other;
			descriptor.open_flags = (uint32_t)number_of(&shown, "flags:", 8);
		} else {
			take_descriptor(tracee, output, &shown, &descriptor);
		}
		add(&output->descriptors, &descriptor, sizeof descriptor);
	}
}
