/* What threads are made of on x86-64: registers, the frame they come back from, the call that makes them. */
#define _GNU_SOURCE
#include "restore.h"
#include "system.h"

#include <asm/prctl.h>
#include <sys/user.h>

/* asm/ucontext.h and asm/sigcontext.h */
enum { FRAME_HAS_VECTORS = 1, FRAME_HAS_SS = 2, FRAME_STRICT_SS = 4 };
enum { VECTORS_MAGIC_1 = 0x46505853, VECTORS_MAGIC_2 = 0x46505845, VECTORS_NOTE = 464, VECTORS_COMPONENTS = 512, VECTORS_MOST = 65536 };
/* Tells the kernel how long the vectors are that follow. */
struct vectors_note {
	uint32_t magic;
	uint32_t bytes_with_magic;
	uint64_t components;
	uint32_t bytes;
	uint32_t padding[7];
};

size_t room_for_vectors(const struct thread *thread)
{
	/* With the components that a header names, and no more than any processor has. */
	if (thread->vectors_length < VECTORS_COMPONENTS + 64 || thread->vectors_length > VECTORS_MOST)
		refuse("the snapshot is damaged", NULL, 0);
	return (thread->vectors_length + sizeof(uint32_t) + VECTORS_ALIGNMENT - 1) / VECTORS_ALIGNMENT * VECTORS_ALIGNMENT;
}

/* Built as the kernel does before it calls a signal's handler, so that it is the kernel that sets the registers. */
void write_frame(const struct snapshot *snapshot, const struct thread *thread, struct place *place, char *vectors)
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

	__builtin_memcpy(vectors, bytes_at(snapshot, thread->vectors, thread->vectors_length), thread->vectors_length);
	struct vectors_note note = {.magic = VECTORS_MAGIC_1, .bytes = (uint32_t)thread->vectors_length,
		.bytes_with_magic = (uint32_t)thread->vectors_length + 4};
	__builtin_memcpy(&note.components, vectors + VECTORS_COMPONENTS, sizeof note.components);
	note.components |= 3; /* the oldest two are always there */
	__builtin_memcpy(vectors + VECTORS_NOTE, &note, sizeof note);
	uint32_t end = VECTORS_MAGIC_2;
	__builtin_memcpy(vectors + thread->vectors_length, &end, sizeof end);
	context->uc_mcontext.fpregs = (void *)vectors;
}

_Noreturn void return_to(const struct thread *thread, const struct place *place)
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

/* The child finds on its own stack what it is to do; nothing of the parent's stack may be looked at from it. */
long clone_thread(unsigned long flags, void *stack_end, uint64_t clear_tid, const struct thread *thread,
	const struct place *place)
{
	register uint64_t clear __asm__("r10") = clear_tid;
	register const struct thread *what __asm__("r12") = thread;
	register const struct place *where __asm__("r13") = place;
	long result;
	__asm__ volatile("syscall\n"
		"	test %%rax, %%rax\n"
		"	jnz 2f\n"
		"	xor %%ebp, %%ebp\n"
		"	mov %%r12, %%rdi\n"
		"	mov %%r13, %%rsi\n"
		"	test %%rdi, %%rdi\n"
		"	jz 1f\n"
		"	call be_thread\n"
		"1:	mov %[exit], %%eax\n"
		"	xor %%edi, %%edi\n"
		"	syscall\n"
		"	hlt\n"
		"2:"
		: "=a"(result)
		: "a"(__NR_clone), "D"(flags), "S"(stack_end), "d"(0), "r"(clear), "r"(what), "r"(where),
		[exit] "i"(__NR_exit)
		: "rcx", "r11", "memory");
	return result;
}
