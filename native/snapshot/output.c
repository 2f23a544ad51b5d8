/* The image: bytes as they come, tables when they are complete, the header last. */
#define _GNU_SOURCE
#include "take.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Room for half a million files. Places in `strings` have 32 bits. */
enum { MAX_TABLE_BYTES = 64 << 20 };

/* Never synced: after a crash of the machine the next boot has another name, and a snapshot is of no use anyway. */
void open_output(struct output *output, const char *path)
{
	output->file = open(path, O_RDWR | O_TRUNC | O_CLOEXEC);
	if (output->file < 0)
		fail("open image");
	output->end = PAGE_BYTES; /* the header's page */
	add(&output->strings, "", 1);
}

void *add(struct growing *table, const void *entry, size_t length)
{
	if (length > MAX_TABLE_BYTES - table->used)
		refuse("it has too many files, descriptors or parts of memory");
	if (table->used + length > table->room) {
		table->room = (table->room + length) * 2;
		table->bytes = realloc(table->bytes, table->room);
		if (!table->bytes)
			fail("allocate table");
	}
	void *place = memcpy(table->bytes + table->used, entry, length);
	table->used += length;
	return place;
}

uint32_t add_text(struct output *output, const char *text)
{
	uint32_t place = (uint32_t)output->strings.used;
	add(&output->strings, text, strlen(text) + 1);
	return place;
}

/* Aligned, because registers are among them. */
uint64_t add_bytes(struct output *output, const void *bytes, size_t length)
{
	static const char zeros[64];
	uint64_t place = output->bytes.used;
	add(&output->bytes, bytes, length);
	add(&output->bytes, zeros, (sizeof zeros - output->bytes.used % sizeof zeros) % sizeof zeros);
	return place;
}

/* The same bytes can be mapped a thousand times. */
static void write_at(const struct output *output, const void *bytes, size_t length, uint64_t place)
{
	if (place + length > output->most)
		refuse("it is larger than memory and /tmp of its sandbox may be");
	for (size_t done = 0; done < length;) {
		ssize_t put = pwrite(output->file, (const char *)bytes + done, length - done, (off_t)(place + done));
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			fail("write image");
		done += (size_t)put;
	}
}

uint64_t run_count(const struct output *output)
{
	return output->runs.used / sizeof(struct run);
}

void add_run(struct output *output, uint64_t place, const void *bytes, size_t length, uint64_t first_run)
{
	struct run run = {.place = place, .length = length, .offset = output->end};
	write_at(output, bytes, length, output->end);
	/* What follows is found at whole pages, whatever the length. */
	output->end += (length + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
	struct run *last = run_count(output) > first_run ? (struct run *)(output->runs.bytes + output->runs.used) - 1 : NULL;
	if (last && last->place + last->length == place && last->offset + last->length == run.offset)
		last->length += length;
	else
		add(&output->runs, &run, sizeof run);
}

static void write_table(struct output *output, const struct growing *table, size_t entry_bytes, struct table *where)
{
	uint64_t begin = output->end - output->image.tables_offset;
	*where = (struct table){.offset = begin, .count = table->used / entry_bytes};
	write_at(output, table->bytes, table->used, output->end);
	output->end += (table->used + 63) / 64 * 64;
}

static void write_tables(struct output *output)
{
	struct image *image = &output->image;
	write_table(output, &output->mappings, sizeof(struct mapping), &image->mappings);
	write_table(output, &output->runs, sizeof(struct run), &image->runs);
	write_table(output, &output->threads, sizeof(struct thread), &image->threads);
	write_table(output, &output->actions, sizeof(struct action), &image->actions);
	write_table(output, &output->limits, sizeof(struct limit), &image->limits);
	write_table(output, &output->descriptors, sizeof(struct descriptor), &image->descriptors);
	write_table(output, &output->watches, sizeof(struct watch), &image->watches);
	write_table(output, &output->entries, sizeof(struct entry), &image->entries);
	write_table(output, &output->auxiliary, 1, &image->auxiliary);
	write_table(output, &output->strings, 1, &image->strings);
	write_table(output, &output->bytes, 1, &image->bytes);
}

/* Not every file system has files of that length. */
static void size_image(struct output *output)
{
	struct image *image = &output->image;
	image->file_bytes = output->end + (image->shares_pages ? ROOM_TO_GROW : 0);
	if (image->shares_pages && ftruncate(output->file, (off_t)image->file_bytes)) {
		image->shares_pages = false;
		image->file_bytes = output->end;
	}
	if (!image->shares_pages && ftruncate(output->file, (off_t)image->file_bytes))
		fail("size image");
}

void finish_output(struct output *output)
{
	struct image *image = &output->image;
	image->tables_offset = output->end;
	write_tables(output);
	image->tables_bytes = output->end - image->tables_offset;
	size_image(output);
	char *tables = malloc(image->tables_bytes);
	if (!tables || pread(output->file, tables, image->tables_bytes, (off_t)image->tables_offset) !=
		(ssize_t)image->tables_bytes)
		fail("read image");
	memcpy(image->magic, IMAGE_MAGIC, sizeof image->magic);
	image->format = IMAGE_FORMAT;
	image->sum = sum_of(tables, image->tables_bytes) ^ sum_of(image, sizeof *image);
	free(tables);
	write_at(output, image, sizeof *image, 0);
}
