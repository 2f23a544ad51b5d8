#define _GNU_SOURCE
#include "sysctl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int open_sysctl(const char *name, int flags)
{
	char path[160];
	if (snprintf(path, sizeof path, "/proc/sys/%s", name) >= (int)sizeof path)
		return -ENAMETOOLONG;
	int fd = open(path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
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

int write_sysctl(const char *name, int value)
{
	char text[16];
	int fd = open_sysctl(name, O_WRONLY);
	if (fd < 0)
		return fd;
	int length = snprintf(text, sizeof text, "%d\n", value);
	ssize_t written = write(fd, text, (size_t)length);
	int error = errno;
	close(fd);
	return written < 0 ? -error : 0;
}

int write_optional_sysctl(const char *name, int value)
{
	int error = write_sysctl(name, value);
	return error == -ENOENT ? 0 : error;
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
