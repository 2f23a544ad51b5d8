/* For seccomp.c and seccomp-arguments.c: the instructions of the system call filter, appended one by one. */
#ifndef LAMBKIN_FILTER_PROGRAM_H
#define LAMBKIN_FILTER_PROGRAM_H

#include <linux/filter.h>
#include <linux/seccomp.h>

void add(unsigned short code, unsigned k, unsigned char if_true, unsigned char if_false);
/* Ends with SECCOMP_RET_ALLOW, or a `refusal`. */
void answer(unsigned what);
/* The call fails with this errno; 0: it is not made, and seems to have succeeded. */
unsigned refusal(unsigned number);
/* From `struct seccomp_data`. */
void load(unsigned offset);
/* The lower half; the kernel looks at no more of most that we ask about (both machines: little-endian). */
void load_argument(int number);
void load_upper_half(int number);
/* These compare what was loaded last. */
void answer_if_equal(unsigned value, unsigned what);
void answer_if_any_bit(unsigned bits, unsigned what);
/* Opens a passage for one value, such as a system call's number, and returns its place. What follows it sees what was loaded last. */
unsigned short begin_call(unsigned number);
/* The same for either of two. */
unsigned short begin_if_either(unsigned one, unsigned other);
void end_call(unsigned short begin);
void install_program(void);

/* seccomp-arguments.c: the passages for calls of which it depends on arguments whether they are allowed. */
void filter_arguments(void);

#endif
