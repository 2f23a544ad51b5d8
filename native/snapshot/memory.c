/* Mappings, in the order of their addresses: what each is, and which file it shows. Files are still there when it goes on. */
#define _GNU_SOURCE
#include "regions.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

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

static void take_region(const struct tracee *tracee, struct output *output, int pagemap, const struct region *region)
{
	if (is_called(region, "[vsyscall]"))
		return;
	enum mapping_kind kind = kind_of_region(region);
	assert_region_can_be_made_again(region, kind);
	uint32_t protection = (region->access[0] == 'r' ? PROT_READ : 0) | (region->access[1] == 'w' ? PROT_WRITE : 0) |
		(region->access[2] == 'x' ? PROT_EXEC : 0);
	struct mapping mapping = {.start = region->start, .end = region->end, .file_offset = region->offset, .kind = kind,
		.flags = flags_of_region(region, kind), .protection = protection, .first_run = run_count(output)};
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
			in_region = read_region(line, &region);
		else if (read_region_field(line, &region)) {
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
