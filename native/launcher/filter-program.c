/* Writes the program that the kernel runs for each system call: instructions, and jumps over those that do not apply. */
#define _GNU_SOURCE
#include "filter-program.h"

#include <errno.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "launcher.h"

enum { MAX_INSTRUCTIONS = 1024 };

static struct sock_filter instructions[MAX_INSTRUCTIONS];
static unsigned short used;

void add(unsigned short code, unsigned k, unsigned char if_true, unsigned char if_false)
{
	if (used == MAX_INSTRUCTIONS) {
		errno = E2BIG;
		fail("write system call filter", NULL);
	}
	instructions[used++] = (struct sock_filter){code, if_true, if_false, k};
}

void answer(unsigned what)
{
	add(BPF_RET | BPF_K, what, 0, 0);
}

unsigned refusal(unsigned number)
{
	return SECCOMP_RET_ERRNO | number;
}

void load(unsigned offset)
{
	add(BPF_LD | BPF_W | BPF_ABS, offset, 0, 0);
}

void load_argument(int number)
{
	load(offsetof(struct seccomp_data, args) + 8 * (unsigned)number);
}

void load_upper_half(int number)
{
	load(offsetof(struct seccomp_data, args) + 8 * (unsigned)number + 4);
}

void answer_if_equal(unsigned value, unsigned what)
{
	add(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
	answer(what);
}

void answer_if_any_bit(unsigned bits, unsigned what)
{
	add(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1);
	answer(what);
}

unsigned short begin_call(unsigned number)
{
	add(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 0);
	return used;
}

void end_call(unsigned short begin)
{
	instructions[begin - 1].jf = (unsigned char)(used - begin);
}

unsigned short begin_if_either(unsigned one, unsigned other)
{
	add(BPF_JMP | BPF_JEQ | BPF_K, one, 1, 0);
	add(BPF_JMP | BPF_JEQ | BPF_K, other, 0, 0);
	return used;
}

void install_program(void)
{
	struct sock_fprog program = {.len = used, .filter = instructions};
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program))
		fail("install system call filter", NULL);
}
