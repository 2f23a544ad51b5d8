/*
 * /tmp, the one place a process can have written to. Made anew by the process itself, so everything in it is its own. The
 * sandbox is new and its /tmp empty; whatever is there already belongs to somebody who should not be here.
 */
#define _GNU_SOURCE
#include "restore.h"
#include "system.h"

#include <fcntl.h>
#include <linux/stat.h>
#include <linux/time_types.h>

void write_file(const struct snapshot *snapshot, uint64_t first_run, uint64_t count, uint64_t length, const char *path,
	long file)
{
	const struct run *runs = runs_at(snapshot, first_run, count);
	for (uint64_t i = 0; i < count; i++) {
		int64_t from = (int64_t)runs[i].offset, left = (int64_t)runs[i].length;
		must_with(CALL(__NR_lseek, file, runs[i].place, 0 /* SEEK_SET */), "cannot make", path);
		while (left > 0) {
			long sent = CALL(__NR_sendfile, file, snapshot->file, &from, left);
			must_with(sent ? sent : -5 /* EIO */, "cannot make", path);
			left -= sent;
		}
	}
	must_with(CALL(__NR_ftruncate, file, length), "cannot make", path);
}

static void make_file(const struct snapshot *snapshot, const struct entry *entry, const char *path)
{
	long file = CALL(__NR_open, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	must_with(file, "cannot make", path);
	write_file(snapshot, entry->first_run, entry->run_count, entry->length, path, file);
	must_with(CALL(__NR_fchmod, file, entry->mode & 07777), "cannot make", path);
	CALL(__NR_close, file);
}

static void make_entry(const struct snapshot *snapshot, const struct entry *entry)
{
	const char *path = text_at(snapshot, entry->path);
	const char *target = entry->target ? text_at(snapshot, entry->target) : NULL;
	if ((entry->mode & S_IFMT) == S_IFDIR)
		must_with(CALL(__NR_mkdir, path, 0700), "cannot make", path);
	else if ((entry->mode & S_IFMT) == S_IFLNK)
		must_with(CALL(__NR_symlink, target, path), "cannot make", path);
	else if (target)
		must_with(CALL(__NR_link, target, path), "cannot make", path);
	else if ((entry->mode & S_IFMT) == S_IFREG)
		make_file(snapshot, entry, path);
	else
		must_with(CALL(__NR_mknod, path, entry->mode, 0), "cannot make", path);
}

/* After what is in directories was made, which changes them. */
static void date_entry(const struct snapshot *snapshot, const struct entry *entry)
{
	const char *path = text_at(snapshot, entry->path);
	struct __kernel_timespec times[2];
	times[1].tv_sec = entry->changed_s;
	times[1].tv_nsec = (long long)entry->changed_ns;
	times[0] = times[1];
	if ((entry->mode & S_IFMT) == S_IFDIR)
		must_with(CALL(__NR_chmod, path, entry->mode & 07777), "cannot make", path);
	must_with(CALL(__NR_utimensat, AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW), "cannot make", path);
}

void restore_files(const struct snapshot *snapshot)
{
	const struct entry *entries = table_of(snapshot, &snapshot->image->entries);
	uint64_t count = snapshot->image->entries.count;
	for (uint64_t i = 0; i < count; i++)
		make_entry(snapshot, &entries[i]);
	for (uint64_t i = count; i-- > 0;)
		date_entry(snapshot, &entries[i]);
}
