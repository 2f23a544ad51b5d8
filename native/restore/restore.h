/*
 * Becomes the process that a snapshot holds. It is the sandbox's command until then and has its rights, which are none:
 * whoever writes a snapshot can do no more with it than any program in the sandbox can.
 *
 * It overwrites its own memory, libraries and stack among it, so it has neither: no C library, everything static, at an
 * address that no snapshot uses (image.h). What cannot be made as it was is told, and then the process ends.
 */
#ifndef LAMBKIN_RESTORE_H
#define LAMBKIN_RESTORE_H

#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

#include "../snapshot/image.h"

/* Descriptors that init gives: the snapshot, and where to tell that it cannot be gone on from. */
enum { GIVEN_IMAGE = 3, GIVEN_TROUBLE = 4 };

/* By number: signals from 1, limits from 0. */
enum { SIGNAL_COUNT = 64, LIMIT_COUNT = 16 };

/* The snapshot while it is being read. */
struct snapshot {
	const struct image *image;
	const char *tables;
	int file;
	int outputs[3]; /* 1 and 2 as init gave them, out of the way of the kept descriptors */
	int may_run_code; /* from where the image lies; else what is mapped from it could never be made code */
	int spare;      /* from here on no descriptor is kept */
};

static inline const void *table_of(const struct snapshot *snapshot, const struct table *table)
{
	return snapshot->tables + table->offset;
}

/* trouble.c */
extern int trouble_descriptor;
/* Tells init, then ends. `about` may be NULL; a negative result is the kernel's reason. */
_Noreturn void refuse(const char *what, const char *about, long result);
/* The result of a system call that has to succeed. */
long must(long result, const char *what);
long must_with(long result, const char *what, const char *about);

/* tables.c: nothing leads out of the tables, whatever they say. */
void assert_tables(const struct image *image, const char *tables);
const char *text_at(const struct snapshot *snapshot, uint32_t place);
const void *bytes_at(const struct snapshot *snapshot, uint64_t place, uint64_t length);
const struct run *runs_at(const struct snapshot *snapshot, uint64_t first, uint64_t count);

/* machine.c */
void assert_machine(const struct image *image);

/* memory.c */
void restore_memory(const struct snapshot *snapshot, uintptr_t clock_functions);

/* files.c */
void restore_files(const struct snapshot *snapshot);
/* What a file holds, and how long it is. `path` is for messages. */
void write_file(const struct snapshot *snapshot, uint64_t first_run, uint64_t count, uint64_t length, const char *path,
	long file);

/* descriptors.c */
void set_descriptors_aside(struct snapshot *snapshot);
void restore_descriptors(const struct snapshot *snapshot);
void place_descriptor(const struct snapshot *snapshot, const struct descriptor *kept, int made);

/* sockets.c */
int connect_anew(const struct descriptor *kept);
int make_broken_connection(const struct descriptor *kept);
int make_socket(const struct snapshot *snapshot, const struct descriptor *kept);

/* threads.c */
struct place;
void restore_process_state(const struct snapshot *snapshot);
_Noreturn void resume_threads(const struct snapshot *snapshot);
_Noreturn void be_thread(const struct thread *thread, const struct place *place);

/* x86-64.c */
enum { THREAD_STACK_BYTES = 4096, VECTORS_ALIGNMENT = 64 };
/* What a thread needs until it is itself again; each has one, for as long as the process lives. */
struct place {
	unsigned char stack[THREAD_STACK_BYTES] __attribute__((aligned(64)));
	ucontext_t context;
};
/* Bytes that a thread's vectors take in a frame. */
size_t room_for_vectors(const struct thread *thread);
void write_frame(const struct snapshot *snapshot, const struct thread *thread, struct place *place, char *vectors);
_Noreturn void return_to(const struct thread *thread, const struct place *place);
/* Without a thread to be, the new one ends at once. Returns its number, or a negative one. */
long clone_thread(unsigned long flags, void *stack_end, uint64_t clear_tid, const struct thread *thread,
	const struct place *place);

#endif
