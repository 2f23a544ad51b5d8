/*
 * Whether pages may be shared. Memory that is mapped from the image differs from memory that is only the process's in one
 * respect: pages that are given back to the kernel (madvise) come again as they were in the image, not as zeros. V8, the
 * JVM, CPython and the C libraries take such memory for undefined, or map it anew; allocators that some native modules bring, jemalloc the first of
 * them, rely on zeros and would hand out stale bytes. So pages are shared only while no code is mapped that could.
 */
#define _GNU_SOURCE
#include "take.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { PART_BYTES = 1 << 20 };
/* No library is larger, but what a process has made can be as long as it likes. */
#define MAX_LIBRARY_BYTES (2LL << 30)

/* Programs and libraries of the runtime and of the system under it, without what was installed beside them. */
static bool is_of_runtime(const char *path)
{
	static const char *const PLACES[] = {"/usr/", "/lib/", "/lib64/", "/var/lang/", "/var/runtime/", NULL};
	bool inside = false;
	for (int i = 0; PLACES[i]; i++)
		inside = inside || !strncmp(path, PLACES[i], strlen(PLACES[i]));
	return inside && !strstr(path, "-packages/") && !strstr(path, "malloc");
}

/* A library asks the C library for what it calls, by name. Go's code asks the kernel itself. */
static bool could_give_back_memory(int file)
{
	static const char *const SIGNS[] = {"madvise", " Go buildinf:", NULL};
	static char part[PART_BYTES + 16];
	size_t kept = 0;
	for (off_t place = 0; place < MAX_LIBRARY_BYTES; place += PART_BYTES) {
		ssize_t got = pread(file, part + kept, PART_BYTES, place);
		if (got < 0)
			fail("read a mapped file");
		if (got == 0)
			return false;
		for (int i = 0; SIGNS[i]; i++)
			if (memmem(part, kept + (size_t)got, SIGNS[i], strlen(SIGNS[i])))
				return true;
		/* A sign may lie across the border of two parts. */
		size_t all = kept + (size_t)got;
		kept = all < 16 ? all : 16;
		memmove(part, part + all - kept, kept);
	}
	return true;
}

bool has_unknown_habits(const char *path, const char *mapped_file)
{
	if (is_of_runtime(path))
		return false;
	/* Programs may be linked with everything in them, and without names. */
	if (!strstr(path, ".so"))
		return true;
	int file = open(mapped_file, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (file < 0)
		fail("open a mapped file");
	bool could = could_give_back_memory(file);
	close(file);
	return could;
}
