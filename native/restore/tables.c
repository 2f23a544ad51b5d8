/*
 * The tables, and what in them leads to others. A sum finds what was damaged, not what was made to mislead. Who did that
 * gains nothing, since this program has no more rights than the process; but it ends with words and not with a crash.
 */
#include "restore.h"
#include "system.h"

static void assert_within(uint64_t offset, uint64_t count, uint64_t entry_bytes, uint64_t bytes)
{
	if (offset > bytes || count > (bytes - offset) / entry_bytes)
		refuse("the snapshot is damaged", NULL, 0);
}

void assert_tables(const struct image *image, const char *tables)
{
	const struct {
		const struct table *table;
		uint64_t entry_bytes;
	} all[] = {{&image->mappings, sizeof(struct mapping)}, {&image->runs, sizeof(struct run)},
		{&image->threads, sizeof(struct thread)}, {&image->actions, sizeof(struct action)},
		{&image->limits, sizeof(struct limit)}, {&image->descriptors, sizeof(struct descriptor)},
		{&image->watches, sizeof(struct watch)}, {&image->entries, sizeof(struct entry)}, {&image->auxiliary, 1},
		{&image->strings, 1}, {&image->bytes, 1}};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		assert_within(all[i].table->offset, all[i].table->count, all[i].entry_bytes, image->tables_bytes);
	/* These are as long as the kernel's, and a process has a thread. */
	if (image->actions.count < SIGNAL_COUNT || image->limits.count < LIMIT_COUNT || image->threads.count == 0 ||
		image->threads.count > MAX_THREADS || image->strings.count == 0 ||
		tables[image->strings.offset + image->strings.count - 1])
		refuse("the snapshot is damaged", NULL, 0);
}

const char *text_at(const struct snapshot *snapshot, uint32_t place)
{
	const struct table *strings = &snapshot->image->strings;
	assert_within(place, 1, 1, strings->count);
	return (const char *)table_of(snapshot, strings) + place;
}

const void *bytes_at(const struct snapshot *snapshot, uint64_t place, uint64_t length)
{
	const struct table *bytes = &snapshot->image->bytes;
	assert_within(place, length, 1, bytes->count);
	return (const char *)table_of(snapshot, bytes) + place;
}

const struct run *runs_at(const struct snapshot *snapshot, uint64_t first, uint64_t count)
{
	const struct table *runs = &snapshot->image->runs;
	assert_within(first, count, 1, runs->count);
	return (const struct run *)table_of(snapshot, runs) + first;
}
