/* Pages: of memory those that are the process's own, and all of files that only the process still has. */
#define _GNU_SOURCE
#include "regions.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGES_AT_A_TIME = 256 };
/* /proc/PID/pagemap */
#define PAGE_PRESENT (1ULL << 63)
#define PAGE_SWAPPED (1ULL << 62)
#define PAGE_OF_FILE (1ULL << 61)

static bool is_zero(const uint64_t *page)
{
	for (int i = 0; i < PAGE_BYTES / 8; i++)
		if (page[i])
			return false;
	return true;
}

/* Anonymous memory is zero where nothing says otherwise; a file's is not. */
static void keep_pages(const struct tracee *tracee, struct output *output, const struct mapping *mapping,
	uint64_t place, uint64_t count)
{
	static uint64_t pages[PAGES_AT_A_TIME][PAGE_BYTES / 8];
	for (uint64_t done = 0; done < count;) {
		uint64_t now = count - done < PAGES_AT_A_TIME ? count - done : PAGES_AT_A_TIME;
		read_inside(tracee, place + done * PAGE_BYTES, pages, now * PAGE_BYTES);
		for (uint64_t first = 0, next; first < now; first = next) {
			bool skipped = mapping->kind != MAPPING_FILE && is_zero(pages[first]);
			for (next = first + 1; next < now; next++)
				if ((mapping->kind != MAPPING_FILE && is_zero(pages[next])) != skipped)
					break;
			if (!skipped)
				add_run(output, place + (done + first) * PAGE_BYTES, pages[first], (next - first) * PAGE_BYTES,
					mapping->first_run);
		}
		done += now;
	}
}

static bool is_own(uint64_t entry)
{
	return entry & PAGE_SWAPPED || (entry & PAGE_PRESENT && !(entry & PAGE_OF_FILE));
}

static void keep_own_pages(const struct tracee *tracee, struct output *output, int pagemap,
	const struct mapping *mapping)
{
	static uint64_t entries[4096];
	uint64_t pages = (mapping->end - mapping->start) / PAGE_BYTES;
	for (uint64_t done = 0; done < pages;) {
		size_t now = pages - done < 4096 ? pages - done : 4096;
		off_t at = (off_t)((mapping->start / PAGE_BYTES + done) * sizeof *entries);
		if (pread(pagemap, entries, now * sizeof *entries, at) != (ssize_t)(now * sizeof *entries))
			fail("read page table");
		for (size_t first = 0, next; first < now; first = next) {
			bool own = is_own(entries[first]);
			for (next = first + 1; next < now && is_own(entries[next]) == own; next++)
				;
			if (own)
				keep_pages(tracee, output, mapping, mapping->start + (done + first) * PAGE_BYTES, next - first);
		}
		done += now;
	}
}

/* Once removed, the file is only memory, all of it. Nothing can be read behind its end. */
static void keep_nameless_file(const struct tracee *tracee, struct output *output, const struct mapping *mapping,
	const struct region *region)
{
	char path[64];
	struct stat about;
	snprintf(path, sizeof path, "/proc/%d/map_files/%lx-%lx", tracee->pid, region->start, region->end);
	if (stat(path, &about))
		fail("look at mapped file");
	if (region->access[2] == 'x' && output->image.shares_pages && has_unknown_habits(region->path, path))
		output->image.shares_pages = false;
	uint64_t room = (region->end - region->start) / PAGE_BYTES, begin = region->offset / PAGE_BYTES;
	uint64_t whole = ((uint64_t)about.st_size + PAGE_BYTES - 1) / PAGE_BYTES;
	if (whole > begin)
		keep_pages(tracee, output, mapping, mapping->start, whole - begin < room ? whole - begin : room);
}

/* Of shared memory some pages may not be in the process's tables, but all are in the file behind it. */
static void keep_shared_pages(const struct tracee *tracee, struct output *output, const struct mapping *mapping)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/map_files/%lx-%lx", tracee->pid, mapping->start, mapping->end);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		fail("open shared memory");
	off_t begin = (off_t)mapping->file_offset, length = (off_t)(mapping->end - mapping->start), end;
	for (off_t place = begin; (place = lseek(file, place, SEEK_DATA)) >= 0 && place < begin + length; place = end) {
		end = lseek(file, place, SEEK_HOLE);
		if (end > begin + length)
			end = begin + length;
		uint64_t pages = (uint64_t)(end - place + PAGE_BYTES - 1) / PAGE_BYTES;
		keep_pages(tracee, output, mapping, mapping->start + (uint64_t)(place - begin), pages);
	}
	close(file);
}

/* The same memory at two places would become two. */
static void assert_mapped_once(const struct region *region)
{
	struct part {
		unsigned long inode, start, end;
	} part = {region->inode, region->offset, region->offset + (region->end - region->start)};
	static struct growing seen;
	const struct part *all = (const struct part *)seen.bytes;
	for (size_t i = 0; i < seen.used / sizeof part; i++)
		if (all[i].inode == part.inode && all[i].start < part.end && part.start < all[i].end)
			refuse("shared memory is mapped at two places");
	add(&seen, &part, sizeof part);
}

void keep_memory(const struct tracee *tracee, struct output *output, int pagemap, struct mapping *mapping,
	const struct region *region)
{
	/* What a child of the process would find wiped, a restored one does, too: libraries keep random numbers there. */
	if (mapping->flags & (MAPPING_WIPE_ON_FORK | MAPPING_DROPPABLE))
		return;
	if (mapping->kind == MAPPING_SHARED_ANONYMOUS) {
		assert_mapped_once(region);
		keep_shared_pages(tracee, output, mapping);
	} else if (is_nameless(region)) {
		keep_nameless_file(tracee, output, mapping, region);
	} else if ((mapping->kind == MAPPING_ANONYMOUS || mapping->kind == MAPPING_FILE) && region->own_kib) {
		keep_own_pages(tracee, output, pagemap, mapping);
	}
	mapping->run_count = run_count(output) - mapping->first_run;
}
