/* What /proc/PID/smaps says of a mapping, and whether one like it can be made again. */
#define _GNU_SOURCE
#include "regions.h"

#include <stdio.h>
#include <string.h>

/* Nobody uses as much in one piece, and looking through its page table would take minutes. */
#define MAX_REGION_BYTES (256ULL << 30)

static bool has_flag(const struct region *region, const char *letters)
{
	char padded[8];
	snprintf(padded, sizeof padded, " %s ", letters);
	return strstr(region->flags, padded) != NULL;
}

bool is_called(const struct region *region, const char *name)
{
	return !strcmp(region->path, name);
}

bool read_region(const char *line, struct region *region)
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

bool read_region_field(const char *line, struct region *region)
{
	unsigned long number;
	if (sscanf(line, "Anonymous: %lu", &number) == 1 || sscanf(line, "Swap: %lu", &number) == 1)
		region->own_kib += number;
	else if (sscanf(line, "ProtectionKey: %lu", &number) == 1)
		region->key = number;
	else if (!strncmp(line, "VmFlags: ", 9)) {
		snprintf(region->flags, sizeof region->flags, " %.*s ", (int)strcspn(line + 9, "\n"), line + 9);
		return true;
	}
	return false;
}

bool is_nameless(const struct region *region)
{
	static const char SIGN[] = " (deleted)";
	size_t length = strlen(region->path);
	return region->path[0] == '/' && length >= sizeof SIGN && !strcmp(region->path + length - strlen(SIGN), SIGN);
}

enum mapping_kind kind_of_region(const struct region *region)
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

void assert_region_can_be_made_again(const struct region *region, enum mapping_kind kind)
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

uint32_t flags_of_region(const struct region *region, enum mapping_kind kind)
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
