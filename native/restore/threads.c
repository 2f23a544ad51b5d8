/* The rest of the process, then its threads, each under its number, and all at once into what they were doing. */
#define _GNU_SOURCE
#include "restore.h"
#include "system.h"

#include <asm/prctl.h>
#include <linux/futex.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <linux/time_types.h>
#include <sys/mman.h>
#include <sys/user.h>
#include <ucontext.h>

enum { SIGNAL_COUNT = 64, SIGNAL_KILL = 9, SIGNAL_STOP = 19, LIMIT_COUNT = 16, THREAD_STACK_BYTES = 4096 };
/* linux/membarrier.h: what a process must ask for once before it may use it. */
enum { REGISTER_PRIVATE = 16, REGISTER_PRIVATE_SYNC_CORE = 64 };
/* asm/ucontext.h and asm/sigcontext.h */
enum { FRAME_HAS_VECTORS = 1, FRAME_HAS_SS = 2, FRAME_STRICT_SS = 4 };
enum { VECTORS_MAGIC_1 = 0x46505853, VECTORS_MAGIC_2 = 0x46505845, VECTORS_NOTE = 464, VECTORS_COMPONENTS = 512,
	VECTORS_ALIGNMENT = 64 };
/* What a thread needs until it is itself again; each has one, for as long as the process lives. */
struct place {
	unsigned char stack[THREAD_STACK_BYTES] __attribute__((aligned(64)));
	ucontext_t context;
};

/* Tells the kernel how long the vectors are that follow. */
struct vectors_note {
	uint32_t magic;
	uint32_t bytes_with_magic;
	uint64_t components;
	uint32_t bytes;
	uint32_t padding[7];
};

static int ready, go;

static long must(long result, const char *what)
{
	if (result < 0)
		refuse(what, NULL, result);
	return result;
}

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

/* Built as the kernel does before it calls a signal's handler, so that it is the kernel that sets the registers. */
static void write_frame(const struct snapshot *snapshot, const struct thread *thread, struct place *place, char *vectors)
{
	const struct user_regs_struct *kept = (const void *)thread->registers;
	const greg_t registers[] = {[REG_R8] = (greg_t)kept->r8, [REG_R9] = (greg_t)kept->r9, [REG_R10] = (greg_t)kept->r10,
		[REG_R11] = (greg_t)kept->r11, [REG_R12] = (greg_t)kept->r12, [REG_R13] = (greg_t)kept->r13,
		[REG_R14] = (greg_t)kept->r14, [REG_R15] = (greg_t)kept->r15, [REG_RDI] = (greg_t)kept->rdi,
		[REG_RSI] = (greg_t)kept->rsi, [REG_RBP] = (greg_t)kept->rbp, [REG_RBX] = (greg_t)kept->rbx,
		[REG_RDX] = (greg_t)kept->rdx, [REG_RAX] = (greg_t)kept->rax, [REG_RCX] = (greg_t)kept->rcx,
		[REG_RSP] = (greg_t)kept->rsp, [REG_RIP] = (greg_t)kept->rip, [REG_EFL] = (greg_t)kept->eflags,
		[REG_CSGSFS] = (greg_t)(0x33 | 0x2bULL << 48)};
	ucontext_t *context = &place->context;
	__builtin_memcpy(context->uc_mcontext.gregs, registers, sizeof registers);
	context->uc_flags = FRAME_HAS_VECTORS | FRAME_HAS_SS | FRAME_STRICT_SS;
	context->uc_stack = (stack_t){(void *)thread->stack_start, (int)thread->stack_flags, thread->stack_length};
	__builtin_memcpy(&context->uc_sigmask, &thread->signal_mask, sizeof thread->signal_mask);

	__builtin_memcpy(vectors, bytes_at(snapshot, thread->vectors), thread->vectors_length);
	struct vectors_note note = {.magic = VECTORS_MAGIC_1, .bytes = (uint32_t)thread->vectors_length,
		.bytes_with_magic = (uint32_t)thread->vectors_length + 4};
	__builtin_memcpy(&note.components, vectors + VECTORS_COMPONENTS, sizeof note.components);
	note.components |= 3; /* the oldest two are always there */
	__builtin_memcpy(vectors + VECTORS_NOTE, &note, sizeof note);
	uint32_t end = VECTORS_MAGIC_2;
	__builtin_memcpy(vectors + thread->vectors_length, &end, sizeof end);
	context->uc_mcontext.fpregs = (void *)vectors;
}

static _Noreturn void return_to(const struct thread *thread, const struct place *place)
{
	const struct user_regs_struct *kept = (const void *)thread->registers;
	CALL(__NR_arch_prctl, ARCH_SET_FS, kept->fs_base);
	CALL(__NR_arch_prctl, ARCH_SET_GS, kept->gs_base);
	__asm__ volatile("mov %0, %%rsp\n"
		"	mov %1, %%eax\n"
		"	syscall\n"
		"	hlt"
		:
		: "r"(&place->context), "i"(__NR_rt_sigreturn)
		: "memory");
	__builtin_unreachable();
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

static _Noreturn void be_thread(const struct thread *thread, const struct place *place)
{
	introduce(thread);
	__atomic_add_fetch(&ready, 1, __ATOMIC_SEQ_CST);
	CALL(__NR_futex, &ready, FUTEX_WAKE, 1);
	while (!__atomic_load_n(&go, __ATOMIC_SEQ_CST))
		CALL(__NR_futex, &go, FUTEX_WAIT, 0);
	return_to(thread, place);
}

/* The child finds on its own stack what it is to do; nothing of the parent's stack may be looked at from it. */
static long clone_thread(unsigned long flags, void *stack_end, uint64_t clear_tid, const struct thread *thread,
	const struct place *place)
{
	register uint64_t clear __asm__("r10") = clear_tid;
	register const struct thread *what __asm__("r12") = thread;
	register const struct place *where __asm__("r13") = place;
	register void *begin __asm__("r14") = (void *)be_thread;
	long result;
	__asm__ volatile("syscall\n"
		"	test %%rax, %%rax\n"
		"	jnz 2f\n"
		"	xor %%ebp, %%ebp\n"
		"	mov %%r12, %%rdi\n"
		"	mov %%r13, %%rsi\n"
		"	test %%rdi, %%rdi\n"
		"	jz 1f\n"
		"	call *%%r14\n"
		"1:	mov %[exit], %%eax\n"
		"	xor %%edi, %%edi\n"
		"	syscall\n"
		"	hlt\n"
		"2:"
		: "=a"(result)
		: "a"(__NR_clone), "D"(flags), "S"(stack_end), "d"(0), "r"(clear), "r"(what), "r"(where), "r"(begin), [exit] "i"(__NR_exit)
		: "rcx", "r11", "memory");
	return result;
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

static size_t room_for_vectors(const struct thread *thread)
{
	return (thread->vectors_length + sizeof(uint32_t) + VECTORS_ALIGNMENT - 1) / VECTORS_ALIGNMENT * VECTORS_ALIGNMENT;
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
