/* Tries what a sandbox must not do; one line each: the attempt and how the kernel answered. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/keyctl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static void tell(const char *attempt, long result)
{
	printf("%s %s\n", attempt, result < 0 ? strerrorname_np(errno) : "allowed");
}

#define TRY(attempt, call) (errno = 0, tell(attempt, (long)(call)))

int main(void)
{
	struct { uint64_t flags, rest[10]; } clone3_arguments = {.flags = CLONE_NEWUSER};
	char byte = 0;
	struct iovec here = {&byte, 1}, there = {(void *)0x1000, 1};

	TRY("ptrace", ptrace(PTRACE_SEIZE, 1, 0, 0));
	TRY("process_vm_readv", process_vm_readv(1, &here, 1, &there, 1, 0));
	TRY("open /proc/1/mem", open("/proc/1/mem", O_RDONLY));
	TRY("mount", mount("none", "/tmp", "tmpfs", 0, NULL));
	TRY("umount", umount2("/proc/sys", MNT_DETACH));
	TRY("pivot_root", syscall(SYS_pivot_root, ".", "."));
	TRY("chroot", chroot("/tmp"));
	TRY("fsopen", syscall(SYS_fsopen, "tmpfs", 0));
	TRY("open_tree", syscall(SYS_open_tree, AT_FDCWD, "/", 1 /* OPEN_TREE_CLONE */));
	TRY("move_mount", syscall(SYS_move_mount, AT_FDCWD, "/tmp", AT_FDCWD, "/var", 0));
	TRY("mount_setattr", syscall(SYS_mount_setattr, AT_FDCWD, "/", 0, here.iov_base, 32));
	TRY("unshare user", unshare(CLONE_NEWUSER));
	TRY("unshare mount", unshare(CLONE_NEWNS));
	TRY("clone user", syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
	TRY("clone3 user", syscall(SYS_clone3, &clone3_arguments, 88));
	TRY("setns", setns(open("/proc/self/ns/net", O_RDONLY), 0));
	TRY("keyctl", syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_USER_KEYRING, 1));
	TRY("add_key", syscall(SYS_add_key, "user", "name", "secret", 6, KEY_SPEC_USER_KEYRING));
	TRY("pidfd_getfd", syscall(SYS_pidfd_getfd, syscall(SYS_pidfd_open, getpid(), 0), 1, 0));
	TRY("kcmp", syscall(SYS_kcmp, getpid(), getpid(), 0, 0, 1));
	TRY("process_madvise", syscall(SYS_process_madvise, -1, &here, 1, 0, 0));
	TRY("bpf", syscall(SYS_bpf, 0, NULL, 0));
	TRY("perf_event_open", syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0));
	TRY("userfaultfd", syscall(SYS_userfaultfd, 0));
	TRY("io_uring_setup", syscall(SYS_io_uring_setup, 8, NULL));
	TRY("init_module", syscall(SYS_init_module, NULL, 0, ""));
	TRY("kexec_load", syscall(SYS_kexec_load, 0, 0, NULL, 0));
	TRY("reboot", reboot(RB_AUTOBOOT));
	TRY("settimeofday", syscall(SYS_settimeofday, NULL, NULL));
	TRY("sethostname", sethostname("x", 1));
	TRY("personality", personality(ADDR_NO_RANDOMIZE));
	TRY("syslog", syscall(SYS_syslog, 3, &byte, 1));
	TRY("open_by_handle_at", syscall(SYS_open_by_handle_at, AT_FDCWD, NULL, 0));
	TRY("setuid root", setuid(0));
	TRY("mknod device", mknod("/tmp/disk", S_IFBLK | 0600, 254 << 8));
	TRY("mknod pipe", mknod("/tmp/pipe", S_IFIFO | 0600, 0));
	TRY("socket unix", socket(AF_UNIX, SOCK_STREAM, 0));
	TRY("socket inet", socket(AF_INET, SOCK_STREAM, 0));
	TRY("socket inet6", socket(AF_INET6, SOCK_DGRAM, 0));
	TRY("socket route", socket(AF_NETLINK, SOCK_RAW, 0));
	TRY("socket netfilter", socket(AF_NETLINK, SOCK_RAW, 12));
	TRY("socket raw", socket(AF_INET, SOCK_RAW, 1));
	TRY("socket packet", socket(AF_PACKET, SOCK_RAW, 0));
	TRY("socket vsock", socket(AF_VSOCK, SOCK_STREAM, 0));
	TRY("socket alg", socket(AF_ALG, SOCK_SEQPACKET, 0));
	TRY("socket sctp", socket(AF_INET, SOCK_STREAM, 132));
	int pair[2];
	socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
	struct iovec urgent = {&byte, 1};
	struct msghdr message = {.msg_iov = &urgent, .msg_iovlen = 1};
	TRY("send in order", send(pair[0], &byte, 1, 0));
	TRY("send urgent", send(pair[0], &byte, 1, MSG_OOB));
	TRY("sendmsg urgent", sendmsg(pair[0], &message, MSG_OOB));
	TRY("receive urgent", recv(pair[1], &byte, 1, MSG_OOB | MSG_DONTWAIT));
	TRY("receive in order", recv(pair[1], &byte, 1, MSG_DONTWAIT));
	struct sock_filter accept_all[] = {{BPF_RET | BPF_K, 0, 0, 0xffff}};
	struct sock_fprog program = {1, accept_all};
	TRY("socket filter", setsockopt(pair[0], SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program));
	TRY("socket option", setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &(int){1}, sizeof(int)));
	int stream = socket(AF_INET, SOCK_STREAM, 0);
	TRY("kernel TLS", setsockopt(stream, IPPROTO_TCP, TCP_ULP, "tls", 3));
	TRY("no delay", setsockopt(stream, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int)));
	struct rlimit limit = {0, 0}, files = {64, 64};
	TRY("no cores please", setrlimit(RLIMIT_CORE, &limit));
	TRY("no cores at all please", syscall(SYS_prlimit64, 0, RLIMIT_CORE, &limit, NULL));
	getrlimit(RLIMIT_CORE, &limit);
	printf("core limit %d/%d\n", (int)limit.rlim_cur, (int)limit.rlim_max);
	setrlimit(RLIMIT_NOFILE, &files);
	getrlimit(RLIMIT_NOFILE, &limit);
	printf("files limit %d\n", (int)limit.rlim_cur);
	TRY("huge shared memory", shmget(IPC_PRIVATE, 2 << 20, IPC_CREAT | SHM_HUGETLB | 0600));
	TRY("shared memory", shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600));
	TRY("cachestat", syscall(451, 0, NULL, NULL, 0));
	TRY("open core_pattern", open("/proc/sys/kernel/core_pattern", O_WRONLY));
	TRY("ioctl TIOCSTI", ioctl(0, TIOCSTI, &byte));
	TRY("ioctl TIOCLINUX", ioctl(0, TIOCLINUX, &byte));
	TRY("huge page", mmap(NULL, 2 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0) == MAP_FAILED ? -1 : 0);
	TRY("sync all disks", syscall(SYS_sync));
	TRY("unknown call", syscall(10000));
	return 0;
}
