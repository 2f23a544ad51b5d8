#define _GNU_SOURCE
#include "sysctl.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

/* How many namespaces are looked at through one proc file system; making another takes as long as some of the looks. */
enum { LOOKS_AT_MOST = 64 };

/* `proc`: a proc file system's root. */
static int open_in(int proc, const char *name, int flags)
{
	char path[160];
	if (snprintf(path, sizeof path, "sys/%s", name) >= (int)sizeof path)
		return -ENAMETOOLONG;
	int fd = openat(proc, path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int open_sysctl(const char *name, int flags)
{
	static int proc = -1;
	if (proc < 0)
		proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return proc < 0 ? -errno : open_in(proc, name, flags);
}

/* Mounted nowhere, and gone when it is closed. */
static int make_proc(void)
{
	int context = (int)syscall(SYS_fsopen, "proc", FSOPEN_CLOEXEC), made = -1;
	if (context < 0)
		return -errno;
	if (syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0)
		made = (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, 0);
	int error = errno;
	close(context);
	return made < 0 ? -error : made;
}

int read_sysctl(const char *name)
{
	char text[16] = "";
	int fd = open_sysctl(name, O_RDONLY);
	if (fd < 0)
		return fd;
	ssize_t size = read(fd, text, sizeof text - 1);
	int error = errno;
	close(fd);
	return size < 0 ? -error : atoi(text);
}

static int write_number(int fd, int value)
{
	char text[16];
	if (fd < 0)
		return fd;
	int length = snprintf(text, sizeof text, "%d\n", value);
	ssize_t written = write(fd, text, (size_t)length);
	int error = errno;
	close(fd);
	return written < 0 ? -error : 0;
}

int write_sysctl(const char *name, int value)
{
	return write_number(open_sysctl(name, O_WRONLY), value);
}

static int forgive_missing(int error)
{
	return error == -ENOENT ? 0 : error;
}

int write_optional_sysctl(const char *name, int value)
{
	return forgive_missing(write_sysctl(name, value));
}

int write_own_sysctl(const char *name, int value)
{
	static int proc = -1, looks;
	if (proc < 0 || ++looks > LOOKS_AT_MOST) {
		int made = make_proc();
		/* Slower without, and right all the same. */
		if (made < 0)
			return write_optional_sysctl(name, value);
		if (proc >= 0)
			close(proc);
		proc = made;
		looks = 1;
	}
	return forgive_missing(write_number(open_in(proc, name, O_WRONLY), value));
}

int read_interface_sysctl(const char *family, const char *interface, const char *name)
{
	char path[96];
	snprintf(path, sizeof path, "net/%s/conf/%s/%s", family, interface, name);
	return read_sysctl(path);
}

int write_interface_sysctl(const char *family, const char *interface, const char *name, int value)
{
	char path[96];
	snprintf(path, sizeof path, "net/%s/conf/%s/%s", family, interface, name);
	return write_optional_sysctl(path, value);
}
