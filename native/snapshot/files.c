/*
 * What the process has written to /tmp. The sandbox's own file system ends with it, so the files go into the image. They
 * are read while the process is stopped, by descriptors and through no link. LIMIT: without extended attributes.
 */
#define _GNU_SOURCE
#include "take.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_DEPTH = 64, MAX_LINKED = 4096 };

/* Files with more than one name, by the first that was met. */
struct linked {
	dev_t device;
	ino_t inode;
	uint32_t path;
};

static struct linked linked[MAX_LINKED];
static int linked_count;

/* 0 for the first name. */
static uint32_t other_name(const struct stat *about, uint32_t path)
{
	for (int i = 0; i < linked_count; i++)
		if (linked[i].device == about->st_dev && linked[i].inode == about->st_ino)
			return linked[i].path;
	if (linked_count == MAX_LINKED)
		refuse("too many files in /tmp have more than one name");
	linked[linked_count++] = (struct linked){about->st_dev, about->st_ino, path};
	return 0;
}

void take_data(struct output *output, int file, uint64_t first_run)
{
	static char bytes[1 << 20];
	for (off_t place = 0, end; (place = lseek(file, place, SEEK_DATA)) >= 0; place = end) {
		end = lseek(file, place, SEEK_HOLE);
		for (off_t at = place; at < end;) {
			size_t most = (size_t)(end - at) < sizeof bytes ? (size_t)(end - at) : sizeof bytes;
			ssize_t got = pread(file, bytes, most, at);
			if (got <= 0)
				fail("read a file in /tmp");
			add_run(output, (uint64_t)at, bytes, (size_t)got, first_run);
			at += got;
		}
	}
	if (errno != ENXIO)
		fail("find data of a file in /tmp");
}

static void take_directory(struct output *output, int directory, const char *path, int depth);

static void take_entry(struct output *output, int directory, const char *name, const char *path, int depth)
{
	struct stat about;
	if (fstatat(directory, name, &about, AT_SYMLINK_NOFOLLOW))
		fail("look at a file in /tmp");
	struct entry entry = {.path = add_text(output, path), .mode = about.st_mode, .length = (uint64_t)about.st_size,
		.changed_s = about.st_mtim.tv_sec, .changed_ns = (uint64_t)about.st_mtim.tv_nsec, .first_run = run_count(output)};
	if (S_ISLNK(about.st_mode)) {
		char target[4096];
		ssize_t length = readlinkat(directory, name, target, sizeof target - 1);
		if (length < 0)
			fail("read a link in /tmp");
		target[length] = 0;
		entry.target = add_text(output, target);
	} else if (!S_ISDIR(about.st_mode) && about.st_nlink > 1) {
		entry.target = other_name(&about, entry.path);
	}
	int file = -1;
	if (!entry.target && (S_ISREG(about.st_mode) || S_ISDIR(about.st_mode))) {
		file = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
		if (file < 0)
			fail("open a file in /tmp");
	}
	if (file >= 0 && S_ISREG(about.st_mode))
		take_data(output, file, entry.first_run);
	entry.run_count = run_count(output) - entry.first_run;
	add(&output->entries, &entry, sizeof entry);
	if (file >= 0 && S_ISDIR(about.st_mode))
		take_directory(output, file, path, depth + 1);
	else if (file >= 0)
		close(file);
}

/* Closes the directory. */
static void take_directory(struct output *output, int directory, const char *path, int depth)
{
	char inner[4096];
	DIR *entries = fdopendir(directory);
	if (!entries)
		fail("list /tmp");
	if (depth > MAX_DEPTH)
		refuse("directories in /tmp are nested too deeply");
	for (struct dirent *entry; (entry = readdir(entries));) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name) >= (int)sizeof inner)
			refuse("a path in /tmp is too long");
		take_entry(output, directory, entry->d_name, inner, depth);
	}
	closedir(entries);
}

void take_files(struct tracee *tracee, struct output *output)
{
	char path[64];
	outside_path(tracee, "/tmp", path, sizeof path);
	int directory = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (directory < 0)
		fail("open /tmp");
	take_directory(output, directory, "/tmp", 0);
}
