/* Memory: away with this program's own, then every kept mapping at its place, with what was in it. */
#define _GNU_SOURCE
#include "restore.h"
#include "system.h"

#include <fcntl.h>
#include <linux/mman.h>
#include <linux/prctl.h>
#include <linux/stat.h>
#include <sys/mman.h>

/* Newer than some C libraries' headers. */
enum { MAP_DROPPABLE_PAGES = 8, MADVISE_WIPE_ON_FORK = 18, MADVISE_POPULATE = 23 };

/* Below this it is cheaper to let the pages come one by one. */
enum { POPULATE_FROM_BYTES = 16 * PAGE_BYTES };
/* Below this a copy costs less than one more mapping. */
enum { SHARE_FROM_BYTES = 8 * PAGE_BYTES };

/* Most libraries are mapped in four or five pieces, one after the other. */
struct open_file {
	const char *path;
	int number;
	int writable;
};

/* The clock's functions and data lie together, as this kernel laid them out for this program too. */
static uintptr_t start_of_functions(const struct mapping *mappings, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++)
		if (mappings[i].kind == MAPPING_KERNEL && mappings[i].protection & PROT_EXEC)
			return mappings[i].start;
	return 0;
}

static uintptr_t parking_place(const struct mapping *mapping, uintptr_t functions)
{
	return RESTORER_PARKING + (RESTORER_END - RESTORER_PARKING) / 2 + (mapping->start - functions);
}

static void move_mapping(uintptr_t from, uintptr_t to, uint64_t length)
{
	long moved = CALL(__NR_mremap, from, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, to);
	must(moved, "the kernel's clock functions cannot be moved");
}

static void clear_addresses(const struct mapping *mappings, uint64_t count, uintptr_t clock_functions)
{
	uintptr_t kept = start_of_functions(mappings, count);
	for (uint64_t i = 0; i < count; i++)
		if (mappings[i].kind == MAPPING_KERNEL)
			move_mapping(clock_functions + (mappings[i].start - kept), parking_place(&mappings[i], kept),
				mappings[i].end - mappings[i].start);
	must(CALL(__NR_munmap, 0, RESTORER_START), "memory cannot be cleared");
	must(CALL(__NR_munmap, RESTORER_END, ADDRESSES_END - RESTORER_END), "memory cannot be cleared");
	for (uint64_t i = 0; i < count; i++)
		if (mappings[i].kind == MAPPING_KERNEL)
			move_mapping(parking_place(&mappings[i], kept), mappings[i].start, mappings[i].end - mappings[i].start);
}

/* A file with another content has other functions at the same places. */
static int open_mapped_file(const struct snapshot *snapshot, const struct mapping *mapping, struct open_file *last)
{
	const char *path = text_at(snapshot, mapping->path);
	int writable = (mapping->flags & MAPPING_WRITABLE_FILE) != 0;
	if (last->number >= 0 && same_text(last->path, path) && last->writable == writable)
		return last->number;
	if (last->number >= 0)
		CALL(__NR_close, last->number);
	long file = CALL(__NR_open, path, (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC);
	must_with(file, "cannot open", path);
	struct statx about;
	must_with(CALL(__NR_statx, file, "", AT_EMPTY_PATH, STATX_SIZE | STATX_MTIME, &about), "cannot look at", path);
	/* What may be written to is in /tmp, and was put there a moment ago. */
	if (!writable && (about.stx_size != mapping->file_bytes || about.stx_mtime.tv_sec != mapping->changed_s ||
		about.stx_mtime.tv_nsec != mapping->changed_ns))
		refuse("another file lies now at", path, 0);
	*last = (struct open_file){path, (int)file, writable};
	return last->number;
}

static void map(const struct snapshot *snapshot, const struct mapping *mapping, struct open_file *last)
{
	long flags = MAP_FIXED, file = -1;
	long protection = (long)mapping->protection | (mapping->run_count ? PROT_WRITE : 0);
	if (mapping->kind == MAPPING_FILE || mapping->kind == MAPPING_SHARED_FILE)
		file = open_mapped_file(snapshot, mapping, last);
	else
		flags |= MAP_ANONYMOUS;
	if (mapping->flags & MAPPING_DROPPABLE)
		flags |= MAP_DROPPABLE_PAGES;
	else
		flags |= mapping->kind == MAPPING_SHARED_FILE || mapping->kind == MAPPING_SHARED_ANONYMOUS ? MAP_SHARED
		                                                                                            : MAP_PRIVATE;
	if (mapping->flags & MAPPING_GROWS_DOWN)
		flags |= MAP_GROWSDOWN;
	if (mapping->flags & MAPPING_NO_RESERVE)
		flags |= MAP_NORESERVE;
	must_with(CALL(__NR_mmap, mapping->start, mapping->end - mapping->start, protection, flags, file, mapping->file_offset),
		"memory cannot be mapped", file < 0 ? NULL : text_at(snapshot, mapping->path));
}

/* Shared with all others that go on from the same image, until it is written to. */
static int is_mapped_from_image(const struct snapshot *snapshot, const struct mapping *mapping, const struct run *run)
{
	int is_private = mapping->kind == MAPPING_ANONYMOUS || mapping->kind == MAPPING_FILE;
	/* Code is copied: some systems forbid to run what was changed in a file's mapping. */
	return snapshot->image->shares_pages && snapshot->may_run_code && is_private &&
		!(mapping->protection & PROT_EXEC) && !(mapping->flags & (MAPPING_GROWS_DOWN | MAPPING_LOCKED)) &&
		run->length >= SHARE_FROM_BYTES;
}

static void copy_run(const struct snapshot *snapshot, const struct run *run)
{
	/* Only a matter of speed: many pages at once. */
	if (run->length >= POPULATE_FROM_BYTES)
		CALL(__NR_madvise, run->place, run->length, MADVISE_POPULATE);
	for (uint64_t done = 0; done < run->length;) {
		long got = CALL(__NR_pread64, snapshot->file, run->place + done, run->length - done, run->offset + done);
		if (got <= 0)
			refuse("memory cannot be read", NULL, got);
		done += (uint64_t)got;
	}
}

static void fill(const struct snapshot *snapshot, const struct mapping *mapping)
{
	const struct run *runs = runs_at(snapshot, mapping->first_run, mapping->run_count);
	for (uint64_t i = 0; i < mapping->run_count; i++)
		if (is_mapped_from_image(snapshot, mapping, &runs[i]))
			must(CALL(__NR_mmap, runs[i].place, runs[i].length, (long)mapping->protection | PROT_WRITE,
				MAP_PRIVATE | MAP_FIXED, snapshot->file, runs[i].offset), "memory cannot be mapped");
		else
			copy_run(snapshot, &runs[i]);
	if (mapping->run_count && !(mapping->protection & PROT_WRITE))
		must(CALL(__NR_mprotect, mapping->start, mapping->end - mapping->start, mapping->protection),
			"memory cannot be protected");
}

static void advise(const struct mapping *mapping)
{
	static const struct {
		unsigned flag;
		int advice;
	} ADVICE[] = {{MAPPING_DONT_DUMP, MADV_DONTDUMP}, {MAPPING_DONT_FORK, MADV_DONTFORK},
		{MAPPING_WIPE_ON_FORK, MADVISE_WIPE_ON_FORK}, {MAPPING_HUGE_PAGES, MADV_HUGEPAGE},
		{MAPPING_NO_HUGE_PAGES, MADV_NOHUGEPAGE}};
	uint64_t length = mapping->end - mapping->start;
	for (unsigned i = 0; i < sizeof ADVICE / sizeof *ADVICE; i++)
		if (mapping->flags & ADVICE[i].flag)
			must(CALL(__NR_madvise, mapping->start, length, ADVICE[i].advice), "memory cannot be advised on");
	if (mapping->flags & MAPPING_LOCKED)
		must(CALL(__NR_mlock, mapping->start, length), "memory cannot be locked");
}

/* What the kernel shows of a process in /proc, and where its heap ends. */
static void describe_layout(const struct snapshot *snapshot)
{
	const struct image *image = snapshot->image;
	const struct memory_layout *kept = &image->layout;
	struct prctl_mm_map layout = {.start_code = kept->start_code, .end_code = kept->end_code,
		.start_data = kept->start_data, .end_data = kept->end_data, .start_brk = kept->start_brk, .brk = kept->brk,
		.start_stack = kept->start_stack, .arg_start = kept->arg_start, .arg_end = kept->arg_end,
		.env_start = kept->env_start, .env_end = kept->env_end,
		.auxv = (void *)table_of(snapshot, &image->auxiliary), .auxv_size = (uint32_t)image->auxiliary.count,
		.exe_fd = ~0U};
	must(CALL(__NR_prctl, PR_SET_MM, PR_SET_MM_MAP, &layout, sizeof layout), "memory cannot be described");
}

void restore_memory(const struct snapshot *snapshot, uintptr_t clock_functions)
{
	const struct mapping *mappings = table_of(snapshot, &snapshot->image->mappings);
	uint64_t count = snapshot->image->mappings.count;
	struct open_file last = {.number = -1};
	clear_addresses(mappings, count, clock_functions);
	for (uint64_t i = 0; i < count; i++)
		if (mappings[i].kind != MAPPING_KERNEL) {
			map(snapshot, &mappings[i], &last);
			/* Filled by and by, so that the kernel's and the processor's caches are still warm. */
			fill(snapshot, &mappings[i]);
			advise(&mappings[i]);
		}
	if (last.number >= 0)
		CALL(__NR_close, last.number);
	describe_layout(snapshot);
}
