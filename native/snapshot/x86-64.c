/* What of a thread is known on x86-64 only: registers, and how system calls are made and made again. */
#define _GNU_SOURCE
#include "take.h"

#include <elf.h>
#include <errno.h>
#include <linux/rseq.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include "processor.h"

enum { MAX_VECTOR_BYTES = 16384, VECTORS_COMPONENTS = 512, CODE_SEGMENT_64 = 0x33 };
/* AMX: a signal frame holds tiles only for who asked for them. */
#define TILES (3ULL << 17)
/* What the kernel notes instead of a result when a call is to be made again: linux/errno.h, not for user space. */
enum { RESTART = 512, RESTART_NO_INTERRUPT = 513, RESTART_NO_HANDLER = 514, RESTART_WITH_BLOCK = 516 };
/* linux/futex.h */
enum { FUTEX_OPERATION = 127, FUTEX_WAIT_UNTIL = 9 };

const char CALL_INSTRUCTION[2] = {0x0f, 0x05};

void prepare_call(struct user_regs_struct *registers, uint64_t instruction, long number, const uint64_t arguments[6])
{
	registers->rip = instruction;
	registers->rax = (unsigned long long)number;
	registers->orig_rax = -1ULL; /* so that the kernel does not take up the call that was interrupted */
	registers->rdi = arguments[0];
	registers->rsi = arguments[1];
	registers->rdx = arguments[2];
	registers->r10 = arguments[3];
	registers->r8 = arguments[4];
	registers->r9 = arguments[5];
}

int64_t result_of_call(const struct user_regs_struct *registers)
{
	return (int64_t)registers->rax;
}

/* As the kernel would: a call that was interrupted by being stopped is made again. */
static void settle_call(struct user_regs_struct *registers)
{
	int64_t result = (int64_t)registers->rax, number = (int64_t)registers->orig_rax;
	if (number < 0)
		return;
	/* With a moment to wait until, not a time to wait for, it can be made again as it is. */
	bool until = number == SYS_futex && (registers->rsi & FUTEX_OPERATION) == FUTEX_WAIT_UNTIL;
	if (result == -RESTART || result == -RESTART_NO_INTERRUPT || result == -RESTART_NO_HANDLER ||
		(result == -RESTART_WITH_BLOCK && until)) {
		registers->rax = registers->orig_rax;
		registers->rip -= 2;
	} else if (result == -RESTART_WITH_BLOCK) {
		/* What the kernel remembers of it cannot be had. Programs know that waiting can be interrupted. */
		registers->rax = (unsigned long long)-EINTR;
	}
}

/* The kernel breaks off a restartable sequence when its thread is moved; whoever goes on from a snapshot was. */
static void leave_sequence(const struct tracee *tracee, const struct thread *kept, struct user_regs_struct *registers)
{
	struct rseq_cs sequence;
	uint64_t place = 0;
	if (!kept->rseq)
		return;
	read_inside(tracee, kept->rseq + offsetof(struct rseq, rseq_cs), &place, sizeof place);
	if (!place)
		return;
	read_inside(tracee, place, &sequence, sizeof sequence);
	if (registers->rip - sequence.start_ip < sequence.post_commit_offset)
		registers->rip = sequence.abort_ip;
}

void take_registers(const struct tracee *tracee, const struct stopped_thread *thread, struct thread *kept,
	struct output *output)
{
	static char vectors[MAX_VECTOR_BYTES] __attribute__((aligned(64)));
	struct iovec part = {vectors, sizeof vectors};
	memset(vectors, 0, sizeof vectors);
	if (ptrace(PTRACE_GETREGSET, thread->tid, (void *)NT_X86_XSTATE, &part))
		fail("read vector registers");
	uint64_t components;
	memcpy(&components, vectors + VECTORS_COMPONENTS, sizeof components);
	if (components & TILES)
		refuse("a thread has something in its tile registers");
	kept->vectors_length = bytes_of_vectors(components);
	if (kept->vectors_length > part.iov_len)
		refuse("the processor has registers that are not known here");
	kept->vectors = add_bytes(output, vectors, kept->vectors_length);

	struct user_regs_struct registers = thread->registers;
	if (registers.cs != CODE_SEGMENT_64)
		refuse("a thread runs in 32-bit mode");
	settle_call(&registers);
	leave_sequence(tracee, kept, &registers);
	_Static_assert(sizeof registers == sizeof kept->registers, "as many registers as the kernel has");
	memcpy(kept->registers, &registers, sizeof registers);
}
