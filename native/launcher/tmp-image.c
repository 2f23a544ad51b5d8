/*
 * /tmp on disk: a private copy of an empty ext4 image, attached to a loop device. A tmpfs would be charged to the
 * sandbox's memory, which functions with 128 MB of memory and 10 GB of /tmp cannot pay.
 */
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Inside the kernel where the file system can, else by hand. Returns how many bytes, as read does. */
static ssize_t copy_some(int from, int to, off_t place, size_t length)
{
	off_t source = place, target = place;
	ssize_t copied = copy_file_range(from, &source, to, &target, length, 0);
	if (copied >= 0 || (errno != EXDEV && errno != EOPNOTSUPP && errno != EINVAL && errno != ENOSYS))
		return copied;
	char buffer[65536];
	copied = pread(from, buffer, length < sizeof buffer ? length : sizeof buffer, place);
	return copied <= 0 ? copied : pwrite(to, buffer, (size_t)copied, place);
}

/* The template is nearly all holes; only its data is copied, so that 10 GiB cost as little as 512 MiB. */
static void copy_data(int from, int to, off_t size)
{
	for (off_t place = 0; place < size;) {
		place = lseek(from, place, SEEK_DATA);
		if (place < 0 && errno == ENXIO)
			return; /* nothing but a hole up to the end */
		off_t end = place < 0 ? -1 : lseek(from, place, SEEK_HOLE);
		if (end < 0)
			fail("find data in /tmp template", NULL);
		while (place < end) {
			ssize_t copied = copy_some(from, to, place, (size_t)(end - place));
			if (copied <= 0)
				fail("copy /tmp template", NULL);
			place += copied;
		}
	}
}

/* The copy has no name from the start on: it is gone when the loop device lets go of it, however we end. */
static int copy_template(const struct request *request)
{
	int from = open(request->tmp_template, O_RDONLY | O_CLOEXEC);
	struct stat about;
	if (from < 0 || fstat(from, &about))
		fail("open /tmp template", request->tmp_template);
	int to = open(request->tmp_image, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (to < 0 || unlink(request->tmp_image))
		fail("create /tmp image", request->tmp_image);
	if (ftruncate(to, about.st_size))
		fail("size /tmp image", NULL);
	copy_data(from, to, about.st_size);
	close(from);
	return to;
}

int attach_tmp_image(const struct request *request, char *path, size_t size)
{
	int image = copy_template(request);
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	if (control < 0)
		fail("open /dev/loop-control", NULL);
	/* Another process may take the free device that was named to us; then we ask again. */
	for (int attempt = 0; attempt < 1000; attempt++) {
		int number = ioctl(control, LOOP_CTL_GET_FREE);
		if (number < 0)
			fail("find a free loop device", NULL);
		snprintf(path, size, "/dev/loop%d", number);
		int device = open(path, O_RDWR | O_CLOEXEC);
		if (device < 0)
			fail("open loop device", path);
		/* Autoclear: the last user's end detaches the image. Direct: no second copy in the page cache. */
		struct loop_config config = {.fd = (unsigned)image, .block_size = 512,
			.info = {.lo_flags = LO_FLAGS_AUTOCLEAR | LO_FLAGS_DIRECT_IO}};
		if (!ioctl(device, LOOP_CONFIGURE, &config)) {
			close(control);
			close(image);
			return device;
		}
		if (errno != EBUSY)
			fail("attach /tmp image to", path);
		close(device);
	}
	errno = EBUSY;
	fail("find a free loop device", NULL);
}
