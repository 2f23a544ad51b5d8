/* The order of things: is the snapshot whole and of this machine; then all that it holds, one after the other. */
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
		image->tables_bytes > RESTORER_PARKING - RESTORER_TABLES ||
		image->tables_offset + image->tables_bytes + (image->shares_pages ? ROOM_TO_GROW : 0) != image->file_bytes)
		refuse("the snapshot was cut off", NULL, 0);
	assert_machine(image);
	long tables = must(CALL(__NR_mmap, RESTORER_TABLES, image->tables_bytes, PROT_READ,
		MAP_PRIVATE | MAP_FIXED | MAP_POPULATE, snapshot->file, image->tables_offset), "the snapshot cannot be read");
	uint64_t sum = image->sum;
	image->sum = 0;
	if ((sum_of((const void *)tables, image->tables_bytes) ^ sum_of(image, sizeof *image)) != sum)
		refuse("the snapshot is damaged", NULL, 0);
	assert_tables(image, (const char *)tables);
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
