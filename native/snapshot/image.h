/*
 * A snapshot: one file, written by native/snapshot, read by native/restore, on the same machine between two boots. A
 * header; then bytes in whole pages, which are what memory and files held; then the tables that say what they are.
 * Numbers are the machine's, since no other machine reads them.
 */
#ifndef LAMBKIN_IMAGE_H
#define LAMBKIN_IMAGE_H

#include <stdint.h>

#ifndef IMAGE_FORMAT
#error "scripts/build-native.mjs says which it is"
#endif

static const char IMAGE_MAGIC[8] = {'L', 'K', ' ', 'K', 'E', 'P', 'T', '\n'};

enum { PAGE_BYTES = 4096, MAX_THREADS = 512 };
/* Between the numbers of two threads. Those of threads that have ended are used up anew, in some 20 us each. */
enum { MAX_GAP = 2048 };

/*
 * Where the restoring program lies, with all that it needs meanwhile: between what V8, JVMs and Go ask for and where the
 * kernel puts programs. A process that has something there is not taken.
 */
#define RESTORER_START 0x4c4b00000000ULL
#define RESTORER_TABLES (RESTORER_START + 0x10000000ULL)
#define RESTORER_PARKING (RESTORER_START + 0x20000000ULL)
#define RESTORER_END (RESTORER_START + 0x40000000ULL)
/*
 * Behind the tables, nothing for this long: who lets mapped memory grow past what is in the file finds zeros and not its
 * end. No sandbox has as much memory.
 */
#define ROOM_TO_GROW (16ULL << 30)
/* Above it are addresses that programs must ask for by name; nobody does. */
#define ADDRESSES_END 0x7ffffffff000ULL

/* A table: where it begins, counted from the beginning of all tables, and how many entries or bytes it has. */
struct table {
	uint64_t offset;
	uint64_t count;
};

/* What must be as it was. */
struct machine {
	char boot[40];     /* /proc/sys/kernel/random/boot_id */
	char release[80];  /* of the kernel */
	char version[80];  /* of the kernel; tells builds of one release apart */
	uint64_t processor; /* a sum over its features */
};

/* As prctl(PR_SET_MM_MAP) takes it, up to the auxiliary vector. */
struct memory_layout {
	uint64_t start_code, end_code, start_data, end_data, start_brk, brk, start_stack, arg_start, arg_end, env_start,
		env_end;
};

struct image {
	char magic[8];
	uint64_t format; /* of these very programs; others lay it out otherwise, or mean something else */
	uint64_t file_bytes; /* with the room to grow; a shorter file was cut off */
	uint64_t tables_offset;
	uint64_t tables_bytes;
	uint64_t sum; /* of the tables and of this header while it is 0 here */
	struct machine machine;
	struct memory_layout layout;
	uint32_t working_directory; /* a string, as all paths: its place in `strings` */
	uint32_t umask;
	int32_t pid;
	uint32_t shares_pages; /* memory may be mapped from the image, and is copied when it is written to */
	uint64_t alarm_at_ns; /* CLOCK_MONOTONIC; 0: no alarm is set */
	uint64_t alarm_every_ns;
	struct table mappings, runs, threads, actions, limits, descriptors, watches, entries, auxiliary, strings, bytes;
};

/* Bytes of the file: of memory from `place` on, or of a file in /tmp. */
struct run {
	uint64_t place;
	uint64_t length;
	uint64_t offset;
};

enum mapping_kind {
	MAPPING_ANONYMOUS = 1,
	MAPPING_FILE,             /* private */
	MAPPING_SHARED_FILE,
	MAPPING_SHARED_ANONYMOUS, /* of this process alone */
	MAPPING_KERNEL,           /* the kernel's own: functions and data of the clock */
};

enum mapping_flag {
	MAPPING_GROWS_DOWN = 1,
	MAPPING_NO_RESERVE = 2,
	MAPPING_DONT_DUMP = 4,
	MAPPING_DONT_FORK = 8,
	MAPPING_WIPE_ON_FORK = 16,
	MAPPING_HUGE_PAGES = 32,
	MAPPING_NO_HUGE_PAGES = 64,
	MAPPING_LOCKED = 128,
	MAPPING_WRITABLE_FILE = 256,
	MAPPING_DROPPABLE = 512,
};

struct mapping {
	uint64_t start, end;
	uint64_t file_offset;
	uint32_t kind;
	uint32_t flags;
	uint32_t protection;
	uint32_t path;
	uint64_t first_run, run_count;
	/* Of the file, when the snapshot was taken. */
	uint64_t file_bytes;
	int64_t changed_s;
	uint64_t changed_ns;
};

struct thread {
	int32_t tid;
	uint32_t rseq_length;
	uint64_t rseq, rseq_signature;
	uint64_t clear_tid; /* set to 0, and woken, when the thread ends; C libraries wait for that */
	uint64_t robust_list, robust_list_length;
	uint64_t signal_mask;
	uint64_t stack_start, stack_flags, stack_length; /* for signals */
	uint64_t registers[27]; /* struct user_regs_struct */
	uint64_t vectors, vectors_length; /* XSAVE area, in `bytes` */
	char name[16];
};

/* As rt_sigaction takes it; by number, from 1. */
struct action {
	uint64_t handler, flags, restorer, mask;
};

/* By number, as prlimit takes it. */
struct limit {
	uint64_t soft, hard;
};

enum descriptor_kind {
	DESCRIPTOR_FILE = 1,   /* path, position, open flags */
	DESCRIPTOR_NAMELESS,   /* a file in /tmp that was removed. `first`: its first run, `second`: how many; its length */
	DESCRIPTOR_SAME,       /* a copy of descriptor `first` */
	DESCRIPTOR_OUTPUT,     /* what the sandbox has as output or errors: `first` is 1 or 2 */
	DESCRIPTOR_PIPE,       /* `first`: pipe; `second`: 0 the reading end, 1 the writing; the former with content */
	DESCRIPTOR_PAIR,       /* an end of a socket pair. `first`: its name, `second`: the other's, `options`: type */
	DESCRIPTOR_EVENT,      /* `first`: count; `second`: semaphore */
	DESCRIPTOR_TIMER,      /* `first`: clock, `second`: settime flags, then at_ns, every_ns */
	DESCRIPTOR_SIGNALS,    /* `first`: mask */
	DESCRIPTOR_EPOLL,
	DESCRIPTOR_CONNECTION, /* to 127.0.0.1. `first`: domain, `second`: port */
	DESCRIPTOR_BROKEN,     /* a connection whose other end is gone. `first`: domain, `second`: type */
	DESCRIPTOR_LISTENER,   /* `first`: domain, `second`: type; its address is the content */
	DESCRIPTOR_SOCKET,     /* neither connected nor listening; otherwise like a listener */
};

enum socket_option { SOCKET_NO_DELAY = 1, SOCKET_KEEP_ALIVE = 2, SOCKET_REUSE = 4, SOCKET_IPV6_ONLY = 8 };

struct descriptor {
	int32_t number;
	uint32_t kind;
	uint32_t open_flags; /* O_CLOEXEC among them */
	uint32_t path;
	int64_t position;
	uint64_t first, second, options, at_ns, every_ns;
	uint64_t content, content_length; /* in `bytes` */
	uint64_t inode, length;           /* of a file without a name */
};

/* One descriptor in the list of an epoll instance. */
struct watch {
	int32_t epoll;
	int32_t number;
	uint32_t events;
	uint32_t reserved;
	uint64_t data;
};

/* Something in /tmp. */
struct entry {
	uint32_t path;
	uint32_t target; /* of a symbolic link; of a further name of a file: its first name. 0: neither */
	uint32_t mode;
	uint32_t reserved;
	uint64_t length;
	int64_t changed_s;
	uint64_t changed_ns;
	uint64_t first_run, run_count;
};

/* Finds what a disk or a crash did to header and tables, nothing more: nobody is kept from anything by it. */
static inline uint64_t sum_of(const void *bytes, uint64_t length)
{
	const uint64_t *words = bytes;
	uint64_t sum = 14695981039346656037ULL;
	for (uint64_t i = 0; i < length / 8; i++)
		sum = (sum ^ words[i]) * 1099511628211ULL;
	return sum;
}

#endif
