#define _GNU_SOURCE
#include "restore.h"
#include "system.h"

#include <elf.h>
#include <fcntl.h>
#include <linux/stat.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

enum { REASON_BYTES = 120 };

/* As init expects it: a number that no errno has, and a text. */
struct trouble {
	int number;
	char reason[REASON_BYTES];
};

int trouble_descriptor = GIVEN_TROUBLE;

static size_t append(char *to, size_t used, const char *text)
{
	for (; text && *text && used + 1 < REASON_BYTES; text++)
		to[used++] = *text;
	to[used] = 0;
	return used;
}

_Noreturn void refuse(const char *what, const char *about, long result)
{
	static struct trouble trouble = {.number = -1};
	size_t used = append(trouble.reason, 0, what);
	if (about) {
		used = append(trouble.reason, used, " ");
		used = append(trouble.reason, used, about);
	}
	if (result < 0) {
		char digits[16];
		size_t at = sizeof digits - 1;
		digits[at] = 0;
		for (long left = -result; left && at; left /= 10)
			digits[--at] = (char)('0' + left % 10);
		used = append(trouble.reason, used, ": error ");
		append(trouble.reason, used, digits + at);
	}
	CALL(__NR_write, trouble_descriptor, &trouble, sizeof trouble);
	for (;;)
		CALL(__NR_exit_group, 126);
}

long must_with(long result, const char *what, const char *about)
{
	if (result < 0)
		refuse(what, about, result);
	return result;
}

long must(long result, const char *what)
{
	return must_with(result, what, NULL);
}

const char *text_at(const struct snapshot *snapshot, uint32_t place)
{
	return (const char *)table_of(snapshot, &snapshot->image->strings) + place;
}

const void *bytes_at(const struct snapshot *snapshot, uint64_t place)
{
	return (const char *)table_of(snapshot, &snapshot->image->bytes) + place;
}

/* Nothing of it is used before it is known to be whole. */
static void open_snapshot(struct snapshot *snapshot, struct image *image)
{
	struct statx about;
	long got = CALL(__NR_pread64, snapshot->file, image, sizeof *image, 0);
	if (got != (long)sizeof *image || __builtin_memcmp(image->magic, IMAGE_MAGIC, sizeof image->magic))
		refuse("the snapshot has no beginning that is known here", NULL, 0);
	if (image->format != IMAGE_FORMAT)
		refuse("it was taken by another version of Lambkin", NULL, 0);
	if (CALL(__NR_statx, snapshot->file, "", AT_EMPTY_PATH, STATX_SIZE, &about) || about.stx_size != image->file_bytes ||
		image->tables_offset + image->tables_bytes + (image->shares_pages ? ROOM_TO_GROW : 0) != image->file_bytes)
		refuse("the snapshot was cut off", NULL, 0);
	assert_machine(image);
	long tables = must(CALL(__NR_mmap, RESTORER_TABLES, image->tables_bytes, PROT_READ,
		MAP_PRIVATE | MAP_FIXED | MAP_POPULATE, snapshot->file, image->tables_offset), "the snapshot cannot be read");
	uint64_t sum = image->sum;
	image->sum = 0;
	if ((sum_of((const void *)tables, image->tables_bytes) ^ sum_of(image, sizeof *image)) != sum)
		refuse("the snapshot is damaged", NULL, 0);
	struct statfs where;
	snapshot->may_run_code = !CALL(__NR_fstatfs, snapshot->file, &where) && !(where.f_flags & ST_NOEXEC);
	snapshot->image = image;
	snapshot->tables = (const char *)tables;
}

/* The kernel tells programs where it put the clock's functions. */
static uintptr_t find_clock_functions(const uintptr_t *stack)
{
	const uintptr_t *word = stack + 1 + stack[0] + 1;
	while (*word++)
		; /* the environment */
	for (; word[0] != AT_NULL; word += 2)
		if (word[0] == AT_SYSINFO_EHDR)
			return word[1];
	return 0;
}

/* On the program's own stack; `stack` is the one that the kernel gave and that is about to go. */
__attribute__((used)) _Noreturn void restore(const uintptr_t *stack)
{
	static struct image image;
	static struct snapshot snapshot = {.file = GIVEN_IMAGE};
	uint64_t every_signal = ~0ULL;
	CALL(__NR_rt_sigprocmask, SIG_SETMASK, &every_signal, NULL, sizeof every_signal);
	uintptr_t clock_functions = find_clock_functions(stack);
	open_snapshot(&snapshot, &image);
	if (CALL(__NR_getpid) != image.pid)
		refuse("the process has another number here", NULL, 0);
	set_descriptors_aside(&snapshot);
	restore_files(&snapshot);
	restore_memory(&snapshot, clock_functions);
	restore_descriptors(&snapshot);
	restore_process_state(&snapshot);
	resume_threads(&snapshot);
}

__asm__(".globl _start\n"
	"_start:\n"
	"	xor %ebp, %ebp\n"
	"	mov %rsp, %rdi\n"
	"	lea own_stack_end(%rip), %rsp\n"
	"	call restore\n"
	"	hlt\n"
	".bss\n"
	".balign 64\n"
	"	.skip 131072\n"
	"own_stack_end:\n"
	"	.skip 64\n"
	".text\n");

/* Compilers call these without being asked. */
void *memcpy(void *restrict to, const void *restrict from, size_t length)
{
	void *start = to;
	__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(length) : : "memory");
	return start;
}

void *memset(void *to, int byte, size_t length)
{
	void *start = to;
	__asm__ volatile("rep stosb" : "+D"(to), "+c"(length) : "a"(byte) : "memory");
	return start;
}

int memcmp(const void *one, const void *other, size_t length)
{
	const unsigned char *a = one, *b = other;
	for (size_t i = 0; i < length; i++)
		if (a[i] != b[i])
			return a[i] - b[i];
	return 0;
}
