/*
 * Takes a snapshot of the one process of a sandbox: stops it, reads all that it is, and leaves it to be ended. The
 * launcher starts this program beside the sandbox, with the host's rights, because the sandbox itself has none to look
 * at a process with. It believes nothing that it reads, and writes to one file.
 *
 *   main.c         the order of things              tracee.c       stopping, and asking from inside
 *   memory.c       mappings                         threads.c      registers and the rest of the process
 *   regions.c      one mapping, as /proc has it     pages.c        what is in memory
 *   descriptors.c  files, pipes, events             sockets.c      sockets
 *   files.c        what is in /tmp                  output.c       the image that is written
 *   habits.c       whether pages may be shared      x86-64.c       what is known of one kind of processor only
 *
 * What is not known how to make again is refused with its name. Nothing is kept by halves.
 */
#ifndef LAMBKIN_TAKE_H
#define LAMBKIN_TAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <sys/user.h>

#include "image.h"

/* Says why on standard output, in words for the operator, and ends. Everything that was stopped is killed with it. */
_Noreturn void refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same for what ought to have worked, with the kernel's reason. */
_Noreturn void fail(const char *step);

/* A table while it grows. */
struct growing {
	char *bytes;
	size_t used, room;
};

/* The image while it is written. */
struct output {
	int file;
	uint64_t end, most; /* bytes: how many are written, how many may be */
	struct image image;
	struct growing mappings, runs, threads, actions, limits, descriptors, watches, entries, auxiliary, strings, bytes;
};

struct stopped_thread {
	pid_t tid; /* as the host knows it */
	int inner_tid;
	struct user_regs_struct registers;
};

struct tracee {
	pid_t init, pid;
	int process; /* a descriptor */
	int memory;
	int thread_count;
	struct stopped_thread threads[MAX_THREADS];
	uint64_t call_instruction; /* where in its memory a system call can be made */
	uint64_t scratch;          /* a page of its memory that is ours */
	uint64_t output_pipes[2];  /* inodes of what the sandbox writes to */
	const int *ports;
	int port_count;
};

/* output.c */
void open_output(struct output *output, const char *path);
/* Refuses what would fill the host's memory, which the process can bring about with names of files alone. */
void *add(struct growing *table, const void *entry, size_t length);
uint32_t add_text(struct output *output, const char *text);
uint64_t add_bytes(struct output *output, const void *bytes, size_t length);
/* Appends to the image's bytes, and a run that says so, or lengthens the run before it. */
void add_run(struct output *output, uint64_t place, const void *bytes, size_t length, uint64_t first_run);
uint64_t run_count(const struct output *output);
void finish_output(struct output *output);

/* tracee.c */
void stop_process(struct tracee *tracee);
void prepare_calls(struct tracee *tracee);
void finish_calls(struct tracee *tracee);
int64_t call_inside(struct tracee *tracee, struct stopped_thread *thread, long number, const uint64_t arguments[6]);
void read_inside(const struct tracee *tracee, uint64_t place, void *to, size_t length);
FILE *open_proc(const struct tracee *tracee, const char *name);
/* A path inside the sandbox as the host can name it. */
void outside_path(const struct tracee *tracee, const char *inside, char *path, size_t size);

/* memory.c, threads.c, descriptors.c, files.c */
void take_memory(struct tracee *tracee, struct output *output);
void take_threads(struct tracee *tracee, struct output *output);
void take_process_state(struct tracee *tracee, struct output *output);
void take_descriptors(struct tracee *tracee, struct output *output);
void take_files(struct tracee *tracee, struct output *output);

/* x86-64.c */
extern const char CALL_INSTRUCTION[2];
void prepare_call(struct user_regs_struct *registers, uint64_t instruction, long number, const uint64_t arguments[6]);
int64_t result_of_call(const struct user_regs_struct *registers);
/* After what is known of its restartable sequence. */
void take_registers(const struct tracee *tracee, const struct stopped_thread *thread, struct thread *kept,
	struct output *output);

/* files.c */
/* The runs of a file's data, holes left out. */
void take_data(struct output *output, int file, uint64_t first_run);

/* habits.c */
/* Whether code in this file may rely on memory being zero that was given back. The second path leads to it from here. */
bool has_unknown_habits(const char *path, const char *mapped_file);

/* sockets.c */
void take_socket(const struct tracee *tracee, struct output *output, int held, struct descriptor *descriptor);

#endif
