/* The rest of the process, then its threads, each under its number, and all at once into what they were doing. */
#define _GNU_SOURCE
#include "restore.h"
#include "system.h"

#include <linux/futex.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <linux/time_types.h>
#include <sys/mman.h>

enum { SIGNAL_KILL = 9, SIGNAL_STOP = 19 };
/* linux/membarrier.h: what a process must ask for once before it may use it. */
enum { REGISTER_PRIVATE = 16, REGISTER_PRIVATE_SYNC_CORE = 64 };
static int ready, go;

static void set_alarm(const struct image *image)
{
	struct __kernel_timespec now;
	CALL(__NR_clock_gettime, 1 /* CLOCK_MONOTONIC */, &now);
	uint64_t now_ns = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
	uint64_t left_us = image->alarm_at_ns > now_ns + 1000 ? (image->alarm_at_ns - now_ns) / 1000 : 1;
	uint64_t alarm[4] = {image->alarm_every_ns / 1000000000, image->alarm_every_ns % 1000000000 / 1000,
		left_us / 1000000, left_us % 1000000};
	must(CALL(__NR_setitimer, 0 /* ITIMER_REAL */, alarm, NULL), "cannot set the alarm");
}

void restore_process_state(const struct snapshot *snapshot)
{
	const struct image *image = snapshot->image;
	const struct action *actions = table_of(snapshot, &image->actions);
	const struct limit *limits = table_of(snapshot, &image->limits);
	for (int number = 1; number <= SIGNAL_COUNT; number++)
		if (number != SIGNAL_KILL && number != SIGNAL_STOP)
			must(CALL(__NR_rt_sigaction, number, &actions[number - 1], NULL, 8), "cannot set a signal's action");
	for (int number = 0; number < LIMIT_COUNT; number++)
		must(CALL(__NR_setrlimit, number, &limits[number]), "cannot set a resource limit");
	must(CALL(__NR_chdir, text_at(snapshot, image->working_directory)), "cannot enter the working directory");
	CALL(__NR_umask, image->umask);
	/* Whether it had asked is not known; with one thread asking is cheap, and using it is not asked of anybody. */
	CALL(__NR_membarrier, REGISTER_PRIVATE, 0, 0);
	CALL(__NR_membarrier, REGISTER_PRIVATE_SYNC_CORE, 0, 0);
	if (image->alarm_at_ns)
		set_alarm(image);
}

/* What only a thread can say of itself. */
static void introduce(const struct thread *thread)
{
	if (thread->robust_list)
		must(CALL(__NR_set_robust_list, thread->robust_list, thread->robust_list_length), "cannot set a robust list");
	if (thread->rseq)
		must(CALL(__NR_rseq, thread->rseq, thread->rseq_length, 0, thread->rseq_signature), "cannot register rseq");
	CALL(__NR_prctl, PR_SET_NAME, thread->name);
}

_Noreturn void be_thread(const struct thread *thread, const struct place *place)
{
	introduce(thread);
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	CALL(__NR_futex, &ready, FUTEX_WAKE, 1);
	while (!__atomic_load_n(&go, __ATOMIC_SEQ_CST))
		CALL(__NR_futex, &go, FUTEX_WAIT, 0);
	return_to(thread, place);
}

enum { THREAD_FLAGS = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM };

/*
 * Numbers are given out in order and nobody else asks for one here, so those of threads that had ended are used up by
 * threads that end at once. C libraries and JVMs keep numbers of threads in memory.
 */
static void make_thread(const struct thread *thread, struct place *place, int last)
{
	void *stack_end = place->stack + sizeof place->stack;
	while (last + 1 < thread->tid)
		last = (int)must(clone_thread(THREAD_FLAGS | CLONE_VFORK, stack_end, 0, NULL, NULL), "cannot make a thread");
	unsigned long flags = THREAD_FLAGS | (thread->clear_tid ? CLONE_CHILD_CLEARTID : 0);
	if (must(clone_thread(flags, stack_end, thread->clear_tid, thread, place), "cannot make a thread") != thread->tid)
		refuse("a thread has another number here", NULL, 0);
}

/* Once all have said that they are there. Without them the tables are of no more use, nor is anything of init's. */
static void let_go(const struct snapshot *snapshot, int others)
{
	for (int there; (there = __atomic_load_n(&ready, __ATOMIC_SEQ_CST)) < others;)
		CALL(__NR_futex, &ready, FUTEX_WAIT, there);
	CALL(__NR_close, snapshot->file);
	CALL(__NR_close, trouble_descriptor);
}

_Noreturn void resume_threads(const struct snapshot *snapshot)
{
	const struct thread *kept = table_of(snapshot, &snapshot->image->threads);
	uint64_t count = snapshot->image->threads.count;
	size_t room = count * (sizeof(struct place) + sizeof(struct thread));
	for (uint64_t i = 0; i < count; i++)
		room += room_for_vectors(&kept[i]);
	char *next = (char *)must(CALL(__NR_mmap, RESTORER_PARKING, room + VECTORS_ALIGNMENT, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0), "no memory for threads");
	struct place *places = (void *)next;
	struct thread *threads = (void *)(next + count * sizeof(struct place));
	__builtin_memcpy(threads, kept, count * sizeof *threads);
	char *vectors = (char *)(((uintptr_t)(threads + count) + VECTORS_ALIGNMENT - 1) & ~(VECTORS_ALIGNMENT - 1UL));
	for (uint64_t i = 0; i < count; i++) {
		write_frame(snapshot, &threads[i], &places[i], vectors);
		vectors += room_for_vectors(&threads[i]);
	}
	for (uint64_t i = 1; i < count; i++)
		make_thread(&threads[i], &places[i], threads[i - 1].tid);
	CALL(__NR_set_tid_address, threads->clear_tid);
	introduce(threads);
	let_go(snapshot, (int)count - 1);
	CALL(__NR_munmap, RESTORER_TABLES, snapshot->image->tables_bytes);
	__atomic_store_n(&go, 1, __ATOMIC_SEQ_CST);
	CALL(__NR_futex, &go, FUTEX_WAKE, MAX_THREADS);
	return_to(threads, places);
}
