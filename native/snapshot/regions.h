/* For memory.c and pages.c: the mappings of a process, one after the other. */
#ifndef LAMBKIN_REGIONS_H
#define LAMBKIN_REGIONS_H

#include "take.h"

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

/* False when the line begins none. */
bool read_region(const char *line, struct region *region);
/* One of the fields that follow. True when it is the last. */
bool read_region_field(const char *line, struct region *region);
bool is_called(const struct region *region, const char *name);
/* Its file was removed, as some libraries remove the native ones that they have unpacked to load. */
bool is_nameless(const struct region *region);
/* These refuse what cannot be made again. */
enum mapping_kind kind_of_region(const struct region *region);
void assert_region_can_be_made_again(const struct region *region, enum mapping_kind kind);
uint32_t flags_of_region(const struct region *region, enum mapping_kind kind);

/* pages.c */
/* A process's page table and its pages that are its own, written to the image. */
void keep_memory(const struct tracee *tracee, struct output *output, int pagemap, struct mapping *mapping,
	const struct region *region);

#endif
