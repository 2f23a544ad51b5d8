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

/* The template is nearly all holes; only its data is copied, so that 10 GiB cost as little as 512 MiB. */
static void copy_data(int from, int to, off_t size)
{
	for (off_t start = 0; (start = lseek(from, start, SEEK_DATA)) >= 0 && start < size;) {
		off_t end = lseek(from, start, SEEK_HOLE);
		if (end < 0)
			fail("find data in /tmp template", NULL);
		off_t target = start;
		while (start < end) {
			ssize_t copied = copy_file_range(from, &start, to, &target, (size_t)(end - start), 0);
			if (copied <= 0)
				fail("copy /tmp template", NULL);
		}
	}
	if (errno && errno != ENXIO) /* ENXIO: no data behind this place */
		fail("find data in /tmp template", NULL);
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
	errno = 0;
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
