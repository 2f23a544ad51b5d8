/*
 * Starts one command in a sandbox. A Node process has many threads and therefore cannot enter namespaces itself, so it
 * starts this program once and has it fork for each sandbox. Four processes take part:
 *
 *   spawner    the server's child; forks launchers, buries them                                   spawner.c
 *   launcher   outside; talks to the server, makes what needs the host's powers, waits            main.c
 *   init       PID 1 inside; lays out the root file system, gives up every right, then reaps      rootfs.c, privileges.c, init.c
 *   command    what was asked for; init's child. Companions, where there are any, are its siblings
 *
 * Every step is named; when one fails the server is told the step and the kernel's reason, and nothing stays behind.
 */
#ifndef LAMBKIN_LAUNCHER_H
#define LAMBKIN_LAUNCHER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The user functions see on AWS: `sbx_user1051`. */
enum { SANDBOX_UID = 993, SANDBOX_GID = 990 };

enum { MAX_MOUNTS = 96, MAX_SOURCES = 64, MAX_SYMLINKS = 16, MAX_LISTENERS = 16, MAX_CGROUPS = 8, MAX_RLIMITS = 16,
	MAX_COMPANIONS = 64, MAX_DIRECTORIES = 8 };

/* A host directory or file shown read-only; several sources are merged, the first on top. */
struct mount_request {
	const char *target; /* relative to the new root */
	const char *sources[MAX_SOURCES];
	int source_count;
};

struct symlink_request {
	const char *text;
	const char *path; /* relative to the new root */
};

struct rlimit_request {
	int resource;
	unsigned long long value;
};

/* What the server asks for; see request.c for how it is sent. Strings live as long as the process. */
struct request {
	char **arguments;   /* NULL-terminated */
	char **environment; /* NULL-terminated */
	const char *working_directory;
	/* No command is known yet: it comes with an order, with variables and working directory of its own. */
	bool waits;
	/*
	 * Programs without arguments that are started at once and stay when the command has ended. With any of them, the
	 * command waits for the server's order.
	 */
	const char *companions[MAX_COMPANIONS];
	int companion_count;
	char **companion_environment; /* NULL-terminated, the same for all */
	/* True when the host's powers are ours: no user namespace is needed to make the other namespaces. */
	bool privileged;
	const char *restorer; /* program that goes on from a snapshot; with `snapshot`, the file */
	const char *taker;    /* program that takes one; then `snapshot` is the file to write */
	const char *snapshot;
	unsigned long long snapshot_bytes; /* with `taker`: how many it may write */
	const char *root_mount_point; /* an empty directory of the server's */
	const char *image;            /* unpacked root file system; NULL: an own skeleton */
	struct symlink_request symlinks[MAX_SYMLINKS];
	int symlink_count;
	const char *directories[MAX_DIRECTORIES]; /* empty ones, relative to the new root */
	int directory_count;
	struct mount_request mounts[MAX_MOUNTS];
	int mount_count;
	unsigned long long tmp_bytes;
	const char *tmp_template; /* ext4 image to copy for /tmp; NULL: tmpfs */
	const char *tmp_image;    /* where the copy is made */
	int listen_ports[MAX_LISTENERS];
	int listen_count;
	const char *network_namespace; /* NULL: a new one */
	const char *unified_cgroup;    /* cgroup v2 directory; NULL: none */
	const char *task_files[MAX_CGROUPS]; /* cgroup v1 `tasks` files */
	int task_file_count;
	struct rlimit_request rlimits[MAX_RLIMITS];
	int rlimit_count;
};

/* spawner.c */
/* Serves the server, and returns in every launcher that it has started for it. */
void spawn_launchers(bool privileged);

/* request.c */
/* Ends the process when there is less to read. */
void read_all(int fd, char *buffer, size_t length);
void read_request(int fd, struct request *request);
/* The same without the question whether a sandbox could be made of it. */
void read_records(int fd, struct request *records);
/* Passes records on unread. False when the sender is gone, or nobody takes them. */
bool pass_records(int from, int to);

/* message.c */
enum { MAX_PASSED = 2 };
/* One message, and at most MAX_PASSED descriptors beside it. As sendmsg: how many bytes, or -1. */
ssize_t send_with_descriptors(int socket, const void *bytes, size_t length, const int *descriptors, size_t count);
/* One message. `descriptors` has room for MAX_PASSED; how many came is put into `count`. As recvmsg. */
ssize_t receive_with_descriptors(int socket, void *bytes, size_t length, int *descriptors, size_t *count);

/* report.c: messages to the server over Node's IPC channel, which the spawner and all launchers share. */
void open_channel(void);
void close_channel(void);
/* The first word: which build this is. A server that was started with another one has nothing to do with us. */
void report_ready(void);
/* Node acknowledges each descriptor; nobody waits for that, but its socket must not fill up. */
void drain_channel(void);
/* From here on messages are this launcher's, also those of the processes that it starts. */
void be_launcher(void);
/* Hands a new launcher's orders to the server: the writing end. */
void report_launcher(pid_t launcher, int orders);
void report_launcher_end(pid_t launcher);
/* There is none for the one who asked; why, is in errno. */
void report_no_launcher(void);
int channel_fd(void);
/* Tells the server which step failed and why (errno), then ends the process. */
_Noreturn void fail(const char *step, const char *detail);
void report_kind(const char *kind);
/* Why a process could not be started. One or the other is set, if any. */
struct start_trouble {
	int exec_errno;
	char snapshot[120]; /* why it cannot go on from there, in words; then the former is -1. As native/restore has it */
};
/* What init tells the launcher when a process that it was asked for has ended. */
struct exit_record {
	int companion; /* its place in the request; COMMAND: none of them */
	int wait_status;
	struct start_trouble trouble;
};
enum { COMMAND = -1 };
void report_exit(const struct exit_record *record);
/* Why no snapshot was taken. */
void report_refusal(const char *reason);
/* Hands a descriptor to the server under a name. */
void report_descriptor(const char *kind, int number, int fd);

/* tmp-image.c */
/* Copies the template, attaches the copy to a loop device; returns the device, its path goes to `path`. */
int attach_tmp_image(const struct request *request, char *path, size_t size);

/* network.c */
void enter_network_namespace(const char *path);
void open_listeners(const struct request *request);

/* rootfs.c */
/* Puts an empty file system below the host's root, seen by this process and its children alone. Takes the host's powers. */
void enter_stage(void);
void lay_out_rootfs(const struct request *request);
/* `device` is NULL for a /tmp in memory. */
void mount_tmp(const struct request *request, const char *device, uid_t owner, gid_t group);
/* Makes what was laid out the root, for good. */
void enter_rootfs(void);
/* Shows more in the sandbox of `init`, on directories that it has. The caller's file systems are the sandbox's then. */
void add_mounts(const struct request *additions, const char *scratch, pid_t init);

/* privileges.c */
void write_id_maps(pid_t pid, bool privileged, uid_t host_uid, gid_t host_gid);
void become_sandbox_user(bool privileged);
void offer_to_oom_killer(void);
void leave_keyring(void);
void apply_rlimits(const struct request *request);
void give_up_privileges(void);

/* seccomp.c */
void install_seccomp_filter(void);

/* snapshot.c */
/* Descriptors for init: a program, and what it goes on from. */
struct restoration {
	int program;
	int image;
};
struct restoration open_restoration(const struct request *request);
/* Hands to init what the records name that follow the order. False with a record when the snapshot cannot be opened. */
bool pass_restoration(int init, struct exit_record *record);
/* A snapshot that is being taken. */
struct taking {
	pid_t pid;
	int answer; /* -1: none is */
	char reason[256];
	size_t length;
};
void start_taking(struct taking *taking, const struct request *sandbox, pid_t init, const ino_t outputs[2]);
void hear_taking(struct taking *taking);

/* init.c */
/* The writing ends of the pipes that a process is given. */
struct outputs {
	int output;
	int errors;
};
enum launcher_order {
	ORDER_BEGIN = 'B',        /* start the command */
	ORDER_ASSIGN = 'A',       /* the same, with the command in records that follow */
	ORDER_RESTORE = 'R',      /* the same, with what it goes on from beside the order */
	ORDER_TERMINATE = 'T',    /* ask the command to end */
	ORDER_KILL_COMMAND = 'X', /* but not its companions */
	ORDER_STOP = 'F',
	ORDER_CONTINUE = 'C',
	ORDER_SOCKET = 'N', /* make a socket of the sandbox's network */
};
enum init_note {
	NOTE_MAP_IDS = 'M',
	NOTE_STARTED = 'S',
	NOTE_STOPPED = 'F',
	NOTE_CONTINUED = 'C',
	NOTE_EXITED = 'X',
	NOTE_SOCKET = 'N', /* the socket is beside it, if it could be made */
};
/* `assignment`: where records come after ORDER_ASSIGN. `restoration`: what a request with a snapshot goes on from. */
_Noreturn void run_init(const struct request *request, int launcher, int assignment,
	const struct restoration *restoration, struct outputs command, struct outputs companions);

#endif
