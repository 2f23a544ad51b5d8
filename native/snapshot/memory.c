/* Mappings, and of their pages those that are the process's own: files are still there when it goes on. */
#define _GNU_SOURCE
#include "take.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGES_AT_A_TIME = 256 };
/* Nobody uses as much in one piece, and looking through its page table would take minutes. */
#define MAX_REGION_BYTES (256ULL << 30)
/* /proc/PID/pagemap */
#define PAGE_PRESENT (1ULL << 63)
#define PAGE_SWAPPED (1ULL << 62)
#define PAGE_OF_FILE (1ULL << 61)

/* One entry of /proc/PID/smaps. */
struct region {
	unsigned long start, end, offset;
	unsigned long inode;
	char access[8];
	char path[4096];
	unsigned long own_kib; /* in memory or swapped out */
	unsigned long key;
	char flags[256]; /* two letters each, between spaces */
};

static bool has_flag(const struct region *region, const char *letters)
{
	char padded[8];
	snprintf(padded, sizeof padded, " %s ", letters);
	return strstr(region->flags, padded) != NULL;
}

static bool is_called(const struct region *region, const char *name)
{
	return !strcmp(region->path, name);
}

static bool read_header(const char *line, struct region *region)
{
	int path_at = 0;
	*region = (struct region){0};
	if (sscanf(line, "%lx-%lx %7s %lx %*x:%*x %lu %n", &region->start, &region->end, region->access, &region->offset,
		&region->inode, &path_at) < 5 || !path_at)
		return false;
	if (snprintf(region->path, sizeof region->path, "%s", line + path_at) >= (int)sizeof region->path)
		refuse("a path is too long: %.80s", line + path_at);
	region->path[strcspn(region->path, "\n")] = 0;
	return true;
}

/* The fields that follow a header; the flags come last. */
static bool read_field(const char *line, struct region *region)
{
	unsigned long number;
	if (sscanf(line, "Anonymous: %lu", &number) == 1 || sscanf(line, "Swap: %lu", &number) == 1)
		region->own_kib += number;
	else if (sscanf(line, "ProtectionKey: %lu", &number) == 1)
		region->key = number;
	else if (!strncmp(line, "VmFlags:", 8))
		snprintf(region->flags, sizeof region->flags, " %s", line + 9);
	else
		return false;
	region->flags[strcspn(region->flags, "\n")] = region->flags[0] ? ' ' : 0;
	return region->flags[0] != 0;
}

/* Its file was removed, as some libraries remove the native ones that they have unpacked to load. */
static bool is_nameless(const struct region *region)
{
	static const char SIGN[] = " (deleted)";
	size_t length = strlen(region->path);
	return region->path[0] == '/' && length >= sizeof SIGN && !strcmp(region->path + length - strlen(SIGN), SIGN);
}

static enum mapping_kind kind_of(const struct region *region)
{
	bool shared = region->access[3] == 's';
	if (is_called(region, "[vdso]") || is_called(region, "[vvar]") || is_called(region, "[vvar_vclock]"))
		return MAPPING_KERNEL;
	if (has_flag(region, "io") || has_flag(region, "pf") || is_called(region, "[uprobes]"))
		refuse("memory of a device is mapped: %s", region->path);
	if (shared && (is_called(region, "/dev/zero (deleted)") || !strncmp(region->path, "[anon_shmem:", 12)))
		return MAPPING_SHARED_ANONYMOUS;
	if (!region->path[0] || region->path[0] == '[')
		return MAPPING_ANONYMOUS;
	if (region->path[0] != '/' || strchr(region->path, '\\') || (shared && is_nameless(region)))
		refuse("a file is mapped that has no name any more: %s", region->path);
	if (is_nameless(region))
		return MAPPING_ANONYMOUS;
	return shared ? MAPPING_SHARED_FILE : MAPPING_FILE;
}

static void assert_can_be_made_again(const struct region *region, enum mapping_kind kind)
{
	if (region->end > RESTORER_START && region->start < RESTORER_END)
		refuse("memory is in use where a restored process begins");
	if (region->end > ADDRESSES_END)
		refuse("memory is in use above the usual addresses");
	if (has_flag(region, "sl") || has_flag(region, "ss") || has_flag(region, "um") || has_flag(region, "uw"))
		refuse("memory is sealed, a shadow stack, or watched by the process");
	if ((region->own_kib || is_nameless(region)) && region->end - region->start > MAX_REGION_BYTES)
		refuse("a part of memory is larger than %llu GiB", MAX_REGION_BYTES >> 30);
	if (region->key)
		refuse("memory is protected by a key");
	if (kind == MAPPING_SHARED_FILE && has_flag(region, "mw") && strncmp(region->path, "/tmp/", 5))
		refuse("a file outside of /tmp is mapped to be written to: %s", region->path);
}

static uint32_t flags_of(const struct region *region, enum mapping_kind kind)
{
	static const struct {
		const char *letters;
		uint32_t flag;
	} FLAGS[] = {{"gd", MAPPING_GROWS_DOWN}, {"nr", MAPPING_NO_RESERVE}, {"dd", MAPPING_DONT_DUMP},
		{"dc", MAPPING_DONT_FORK}, {"wf", MAPPING_WIPE_ON_FORK}, {"hg", MAPPING_HUGE_PAGES},
		{"nh", MAPPING_NO_HUGE_PAGES}, {"lo", MAPPING_LOCKED}, {"dp", MAPPING_DROPPABLE}};
	uint32_t flags = 0;
	for (size_t i = 0; i < sizeof FLAGS / sizeof *FLAGS; i++)
		if (has_flag(region, FLAGS[i].letters))
			flags |= FLAGS[i].flag;
	if (kind == MAPPING_SHARED_FILE && has_flag(region, "mw"))
		flags |= MAPPING_WRITABLE_FILE;
	return flags;
}

/* The file is opened by its path when the process goes on; it must be the same one, then and now. */
static void describe_file(const struct tracee *tracee, struct output *output, const struct region *region,
	struct mapping *mapping)
{
	char path[4200];
	struct stat mapped, named;
	snprintf(path, sizeof path, "/proc/%d/map_files/%lx-%lx", tracee->pid, region->start, region->end);
	if (stat(path, &mapped))
		fail("look at mapped file");
	if (region->access[2] == 'x' && output->image.shares_pages && has_unknown_habits(region->path, path))
		output->image.shares_pages = false;
	outside_path(tracee, region->path, path, sizeof path);
	if (lstat(path, &named) || named.st_ino != mapped.st_ino || named.st_dev != mapped.st_dev)
		refuse("a mapped file was replaced: %s", region->path);
	mapping->file_bytes = (uint64_t)named.st_size;
	mapping->changed_s = named.st_mtim.tv_sec;
	mapping->changed_ns = (uint64_t)named.st_mtim.tv_nsec;
}

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

static void keep_memory(const struct tracee *tracee, struct output *output, int pagemap, struct mapping *mapping,
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

static void take_region(const struct tracee *tracee, struct output *output, int pagemap, const struct region *region)
{
	if (is_called(region, "[vsyscall]"))
		return;
	enum mapping_kind kind = kind_of(region);
	assert_can_be_made_again(region, kind);
	uint32_t protection = (region->access[0] == 'r' ? PROT_READ : 0) | (region->access[1] == 'w' ? PROT_WRITE : 0) |
		(region->access[2] == 'x' ? PROT_EXEC : 0);
	struct mapping mapping = {.start = region->start, .end = region->end, .file_offset = region->offset, .kind = kind,
		.flags = flags_of(region, kind), .protection = protection, .first_run = run_count(output)};
	if (kind == MAPPING_FILE || kind == MAPPING_SHARED_FILE) {
		mapping.path = add_text(output, region->path);
		describe_file(tracee, output, region, &mapping);
	}
	keep_memory(tracee, output, pagemap, &mapping, region);
	add(&output->mappings, &mapping, sizeof mapping);
}

/* From /proc/PID/stat, whose second field is a name that may hold anything. */
static void take_layout(const struct tracee *tracee, struct memory_layout *layout)
{
	char line[4096];
	unsigned long field[54] = {0};
	FILE *file = open_proc(tracee, "stat");
	size_t length = fread(line, 1, sizeof line - 1, file);
	fclose(file);
	line[length] = 0;
	char *next = strrchr(line, ')');
	if (!next)
		fail("read stat");
	next += 4; /* a space, the state, a space */
	for (int number = 4; number <= 52; number++)
		field[number] = strtoul(next, &next, 10);
	*layout = (struct memory_layout){.start_code = field[26], .end_code = field[27], .start_stack = field[28],
		.start_data = field[45], .end_data = field[46], .start_brk = field[47], .brk = layout->brk, .arg_start = field[48],
		.arg_end = field[49], .env_start = field[50], .env_end = field[51]};
}

static void take_auxiliary(const struct tracee *tracee, struct output *output)
{
	char vector[1024];
	FILE *file = open_proc(tracee, "auxv");
	size_t length = fread(vector, 1, sizeof vector, file);
	fclose(file);
	add(&output->auxiliary, vector, length);
}

void take_memory(struct tracee *tracee, struct output *output)
{
	char path[64], *line = NULL;
	size_t room = 0;
	struct region region;
	bool in_region = false;
	snprintf(path, sizeof path, "/proc/%d/pagemap", tracee->pid);
	int pagemap = open(path, O_RDONLY | O_CLOEXEC);
	if (pagemap < 0)
		fail("open page table");
	output->image.shares_pages = true;
	FILE *regions = open_proc(tracee, "smaps");
	while (getline(&line, &room, regions) > 0) {
		if (!in_region)
			in_region = read_header(line, &region);
		else if (read_field(line, &region)) {
			take_region(tracee, output, pagemap, &region);
			in_region = false;
		}
	}
	free(line);
	fclose(regions);
	close(pagemap);
	take_layout(tracee, &output->image.layout);
	take_auxiliary(tracee, output);
}
