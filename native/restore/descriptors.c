/* Descriptors under their numbers. What several of them share, a file's position for example, they share again. */
#define _GNU_SOURCE
#include "restore.h"
#include "system.h"

#include <fcntl.h>
#include <linux/time_types.h>
#include <sys/epoll.h>

enum { EVENT_SEMAPHORE = 1, TIMER_ABSOLUTE = 1, PIPE_CAPACITY = 65536 };

/* Of flags that only mean something when a file is opened, these would do harm. */
enum { ONLY_ONCE = O_CREAT | O_EXCL | O_TRUNC | O_NOCTTY };

/* Where no kept descriptor will be. */
static int move_up(const struct snapshot *snapshot, int from)
{
	int to = (int)must(CALL(__NR_fcntl, from, F_DUPFD_CLOEXEC, snapshot->spare), "cannot move a descriptor");
	CALL(__NR_close, from);
	return to;
}

void set_descriptors_aside(struct snapshot *snapshot)
{
	const struct descriptor *kept = table_of(snapshot, &snapshot->image->descriptors);
	for (uint64_t i = 0; i < snapshot->image->descriptors.count; i++)
		if (kept[i].number >= snapshot->spare)
			snapshot->spare = kept[i].number + 1;
	if (snapshot->spare <= GIVEN_TROUBLE)
		snapshot->spare = GIVEN_TROUBLE + 1;
	trouble_descriptor = move_up(snapshot, GIVEN_TROUBLE);
	snapshot->file = move_up(snapshot, GIVEN_IMAGE);
	snapshot->outputs[1] = move_up(snapshot, 1);
	snapshot->outputs[2] = move_up(snapshot, 2);
	CALL(__NR_close, 0);
}

void place_descriptor(const struct snapshot *snapshot, const struct descriptor *kept, int made)
{
	int above = move_up(snapshot, made);
	must(CALL(__NR_dup3, above, kept->number, kept->open_flags & O_CLOEXEC), "cannot place a descriptor");
	CALL(__NR_close, above);
}

static void open_file(const struct snapshot *snapshot, const struct descriptor *kept)
{
	const char *path = text_at(snapshot, kept->path);
	long made = must_with(CALL(__NR_open, path, kept->open_flags & ~(unsigned)ONLY_ONCE, 0), "cannot open", path);
	if (kept->position)
		must_with(CALL(__NR_lseek, made, kept->position, 0 /* SEEK_SET */), "cannot find the place in", path);
	place_descriptor(snapshot, kept, (int)made);
}

/* What a descriptor leads to, by a name. */
static long open_again(int number, long flags)
{
	char path[] = "/proc/self/fd/0000000000";
	for (char *digit = path + sizeof path - 2; *digit != '/'; digit--, number /= 10)
		*digit = (char)('0' + number % 10);
	/* Without the zeros in front, which /proc does not understand. */
	char *from = path + sizeof "/proc/self/fd/" - 1, *to = from;
	while (*from == '0')
		from++;
	while ((*to++ = *from++))
		;
	return CALL(__NR_open, path, flags);
}

/* Opened anew rather than copied: whether it blocks is then a matter of this descriptor alone, as it was. */
static void open_output(const struct snapshot *snapshot, const struct descriptor *kept)
{
	long flags = kept->open_flags & (O_ACCMODE | O_NONBLOCK | O_APPEND | O_CLOEXEC);
	long made = open_again(snapshot->outputs[kept->first], flags);
	place_descriptor(snapshot, kept, (int)must(made, "cannot open the output"));
}

static void make_nameless_file(const struct snapshot *snapshot, const struct descriptor *kept)
{
	static const char WHAT[] = "a file without a name";
	long file = must_with(CALL(__NR_open, "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600), "cannot make", WHAT);
	write_file(snapshot, kept->first, kept->second, kept->length, WHAT, file);
	long made = must_with(open_again((int)file, kept->open_flags & ~(unsigned)ONLY_ONCE), "cannot open", WHAT);
	must_with(CALL(__NR_lseek, made, kept->position, 0 /* SEEK_SET */), "cannot find the place in", WHAT);
	CALL(__NR_close, file);
	place_descriptor(snapshot, kept, (int)made);
}

static void write_content(const struct snapshot *snapshot, const struct descriptor *kept, int to)
{
	if (kept->content_length > PIPE_CAPACITY)
		refuse("a pipe holds too much", NULL, 0);
	if (kept->content_length)
		must(CALL(__NR_write, to, bytes_at(snapshot, kept->content, kept->content_length), kept->content_length), "cannot fill a pipe");
}

/* What is made in pairs: `first` names the pair of a pipe's ends, and each end of a socket pair names the other. */
static const struct descriptor *other_end(const struct snapshot *snapshot, const struct descriptor *one)
{
	const struct descriptor *all = table_of(snapshot, &snapshot->image->descriptors);
	for (uint64_t i = 0; i < snapshot->image->descriptors.count; i++) {
		const struct descriptor *other = &all[i];
		if (other == one || other->kind != one->kind)
			continue;
		if (one->kind == DESCRIPTOR_PIPE ? other->first == one->first && other->second != one->second
		                                 : other->first == one->second)
			return other;
	}
	return NULL;
}

static void set_blocking(const struct descriptor *kept)
{
	must(CALL(__NR_fcntl, kept->number, F_SETFL, kept->open_flags & (O_NONBLOCK | O_APPEND)), "cannot set flags");
}

/* Both ends at the first of them. An end that nobody held is closed, which is what the other end saw. */
static void make_pipe(const struct snapshot *snapshot, const struct descriptor *kept)
{
	const struct descriptor *other = other_end(snapshot, kept);
	if (other && other < kept)
		return;
	int ends[2];
	must(CALL(__NR_pipe2, ends, O_CLOEXEC), "cannot make a pipe");
	const struct descriptor *reader = kept->second ? other : kept, *writer = kept->second ? kept : other;
	ends[0] = move_up(snapshot, ends[0]);
	ends[1] = move_up(snapshot, ends[1]);
	if (reader)
		write_content(snapshot, reader, ends[1]);
	if (reader)
		place_descriptor(snapshot, reader, ends[0]);
	else
		CALL(__NR_close, ends[0]);
	if (writer)
		place_descriptor(snapshot, writer, ends[1]);
	else
		CALL(__NR_close, ends[1]);
	set_blocking(kept);
	if (other)
		set_blocking(other);
}

static void make_pair(const struct snapshot *snapshot, const struct descriptor *kept)
{
	const struct descriptor *other = other_end(snapshot, kept);
	if (other && other < kept)
		return;
	int ends[2];
	must(CALL(__NR_socketpair, 1 /* AF_UNIX */, kept->options | O_CLOEXEC, 0, ends), "cannot make a socket pair");
	ends[0] = move_up(snapshot, ends[0]);
	ends[1] = move_up(snapshot, ends[1]);
	write_content(snapshot, kept, ends[1]);
	if (other)
		write_content(snapshot, other, ends[0]);
	place_descriptor(snapshot, kept, ends[0]);
	set_blocking(kept);
	if (other) {
		place_descriptor(snapshot, other, ends[1]);
		set_blocking(other);
	} else {
		CALL(__NR_close, ends[1]);
	}
}

static void make_event(const struct snapshot *snapshot, const struct descriptor *kept)
{
	long flags = (kept->open_flags & (O_NONBLOCK | O_CLOEXEC)) | (kept->second ? EVENT_SEMAPHORE : 0);
	long made = must(CALL(__NR_eventfd2, 0, flags), "cannot make an event");
	if (kept->first)
		must(CALL(__NR_write, made, &kept->first, sizeof kept->first), "cannot count an event");
	place_descriptor(snapshot, kept, (int)made);
}

/* The clocks went on meanwhile, so what is due is due at the moment that it was meant for. */
static void make_timer(const struct snapshot *snapshot, const struct descriptor *kept)
{
	long flags = kept->open_flags & (O_NONBLOCK | O_CLOEXEC);
	long made = must(CALL(__NR_timerfd_create, kept->first, flags), "cannot make a timer");
	struct __kernel_itimerspec due = {
		.it_value = {.tv_sec = (long long)(kept->at_ns / 1000000000), .tv_nsec = (long long)(kept->at_ns % 1000000000)},
		.it_interval = {.tv_sec = (long long)(kept->every_ns / 1000000000),
			.tv_nsec = (long long)(kept->every_ns % 1000000000)}};
	if (kept->at_ns)
		must(CALL(__NR_timerfd_settime, made, (long)kept->second | TIMER_ABSOLUTE, &due, NULL), "cannot set a timer");
	place_descriptor(snapshot, kept, (int)made);
}

static void make_signal_reader(const struct snapshot *snapshot, const struct descriptor *kept)
{
	long flags = kept->open_flags & (O_NONBLOCK | O_CLOEXEC);
	long made = CALL(__NR_signalfd4, -1, &kept->first, sizeof kept->first, flags);
	place_descriptor(snapshot, kept, (int)must(made, "cannot make a signal reader"));
}

static void make(const struct snapshot *snapshot, const struct descriptor *kept)
{
	if (kept->kind == DESCRIPTOR_FILE)
		open_file(snapshot, kept);
	else if (kept->kind == DESCRIPTOR_NAMELESS)
		make_nameless_file(snapshot, kept);
	else if (kept->kind == DESCRIPTOR_OUTPUT)
		open_output(snapshot, kept);
	else if (kept->kind == DESCRIPTOR_PIPE)
		make_pipe(snapshot, kept);
	else if (kept->kind == DESCRIPTOR_PAIR)
		make_pair(snapshot, kept);
	else if (kept->kind == DESCRIPTOR_EVENT)
		make_event(snapshot, kept);
	else if (kept->kind == DESCRIPTOR_TIMER)
		make_timer(snapshot, kept);
	else if (kept->kind == DESCRIPTOR_SIGNALS)
		make_signal_reader(snapshot, kept);
	else if (kept->kind == DESCRIPTOR_EPOLL)
		place_descriptor(snapshot, kept,
			(int)must(CALL(__NR_epoll_create1, kept->open_flags & O_CLOEXEC), "cannot make an epoll instance"));
	else if (kept->kind == DESCRIPTOR_CONNECTION)
		place_descriptor(snapshot, kept, connect_anew(kept));
	else if (kept->kind == DESCRIPTOR_BROKEN)
		place_descriptor(snapshot, kept, make_broken_connection(kept));
	else if (kept->kind == DESCRIPTOR_LISTENER || kept->kind == DESCRIPTOR_SOCKET)
		place_descriptor(snapshot, kept, make_socket(snapshot, kept));
	else if (kept->kind != DESCRIPTOR_SAME)
		refuse("the snapshot has a descriptor of a kind that is not known here", NULL, 0);
}

void restore_descriptors(const struct snapshot *snapshot)
{
	const struct descriptor *kept = table_of(snapshot, &snapshot->image->descriptors);
	const struct watch *watches = table_of(snapshot, &snapshot->image->watches);
	for (uint64_t i = 0; i < snapshot->image->descriptors.count; i++)
		make(snapshot, &kept[i]);
	for (uint64_t i = 0; i < snapshot->image->descriptors.count; i++)
		if (kept[i].kind == DESCRIPTOR_SAME)
			must(CALL(__NR_dup3, kept[i].first, kept[i].number, kept[i].open_flags & O_CLOEXEC),
				"cannot copy a descriptor");
	/* Last, because whatever is watched must be there. */
	for (uint64_t i = 0; i < snapshot->image->watches.count; i++) {
		struct epoll_event event = {.events = watches[i].events, .data.u64 = watches[i].data};
		must(CALL(__NR_epoll_ctl, watches[i].epoll, EPOLL_CTL_ADD, watches[i].number, &event), "cannot watch");
	}
	CALL(__NR_close, snapshot->outputs[1]);
	CALL(__NR_close, snapshot->outputs[2]);
}
