/*
 * Makes a file that is nowhere but in memory, says the number of its descriptor, and holds it until its input ends. By then
 * whoever started this has opened it by /proc: Node.js has no way to ask the kernel for one.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

static int make_file(void)
{
	/* Nobody starts it as a program, and some hosts want that said. Kernels before 6.3 do not know the word. */
	int file = memfd_create("lambkin", MFD_CLOEXEC | MFD_NOEXEC_SEAL);
	return file < 0 && errno == EINVAL ? memfd_create("lambkin", MFD_CLOEXEC) : file;
}

int main(void)
{
	int file = make_file();
	/* The kernel lets everybody read and write it who finds it in /proc. */
	if (file < 0 || fchmod(file, 0600)) {
		fprintf(stderr, "make file: %s\n", strerror(errno));
		return 1;
	}
	printf("%d\n", file);
	if (fflush(stdout))
		return 1;
	char byte;
	while (read(0, &byte, 1) > 0)
		;
	return 0;
}
