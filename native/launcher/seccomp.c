/*
 * Which system calls a sandbox may make. A list of what is allowed: programs find what a Linux without privileges
 * offers, and the kernel's newer or rarer corners, where most of its holes were found, are out of reach.
 *
 * Three answers: allowed; refused with EPERM (REFUSED, each group with its reason); and for everything else ENOSYS,
 * as if the kernel were older, because that is what programs are prepared for when they try something new.
 */
#define _GNU_SOURCE
#include "launcher.h"

#include <asm/unistd.h>
#include <errno.h>
#include <linux/audit.h>
#include <stddef.h>

#include "filter-program.h"

#if defined(__x86_64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the sandbox knows x86_64 and aarch64"
#endif

/* Newer than some C libraries' headers; the numbers are the same on all architectures. */
enum { CALL_FUTEX_WAITV = 449, CALL_FCHMODAT2 = 452, CALL_FUTEX_WAKE = 454, CALL_FUTEX_WAIT = 455,
	CALL_FUTEX_REQUEUE = 456, CALL_MSEAL = 462 };

static const int ALLOWED[] = {
	/* Files. Paths lead nowhere but into the sandbox, and there the file system decides. */
	__NR_read, __NR_write, __NR_pread64, __NR_pwrite64, __NR_readv, __NR_writev, __NR_preadv, __NR_pwritev,
	__NR_preadv2, __NR_pwritev2, __NR_openat, __NR_openat2, __NR_close, __NR_close_range, __NR_lseek, __NR_dup,
	__NR_dup3, __NR_fcntl, __NR_flock, __NR_fstat, __NR_newfstatat, __NR_statx, __NR_statfs, __NR_fstatfs,
	__NR_getdents64, __NR_getcwd, __NR_chdir, __NR_fchdir, __NR_mkdirat, __NR_unlinkat, __NR_renameat, __NR_renameat2,
	__NR_linkat, __NR_symlinkat, __NR_readlinkat, __NR_faccessat, __NR_faccessat2, __NR_fchmod, __NR_fchmodat,
	CALL_FCHMODAT2, __NR_fchown, __NR_fchownat, __NR_umask, __NR_utimensat, __NR_truncate, __NR_ftruncate,
	__NR_fallocate, __NR_fsync, __NR_fdatasync, __NR_sync_file_range, __NR_fadvise64, __NR_readahead, __NR_sendfile,
	__NR_copy_file_range, __NR_splice, __NR_tee, __NR_getxattr, __NR_lgetxattr, __NR_fgetxattr,
	__NR_listxattr, __NR_llistxattr, __NR_flistxattr, __NR_setxattr, __NR_lsetxattr, __NR_fsetxattr, __NR_removexattr,
	__NR_lremovexattr, __NR_fremovexattr, __NR_inotify_init1, __NR_inotify_add_watch, __NR_inotify_rm_watch,
	/* Waiting and telling. */
	__NR_pipe2, __NR_eventfd2, __NR_epoll_create1, __NR_epoll_ctl, __NR_epoll_pwait, __NR_epoll_pwait2, __NR_pselect6,
	__NR_ppoll, __NR_signalfd4, __NR_timerfd_create, __NR_timerfd_settime, __NR_timerfd_gettime,
	/* Memory, within what the cgroup gives. */
	__NR_brk, __NR_munmap, __NR_mprotect, __NR_mremap, __NR_madvise, __NR_mincore, __NR_msync, __NR_mlock,
	__NR_mlock2, __NR_munlock, __NR_mlockall, __NR_munlockall, __NR_membarrier, __NR_pkey_alloc, __NR_pkey_free,
	__NR_pkey_mprotect, CALL_MSEAL,
	/* Processes and threads, all of them in the sandbox's own PID namespace. */
	__NR_execve, __NR_execveat, __NR_exit, __NR_exit_group, __NR_wait4, __NR_waitid, __NR_kill, __NR_tkill,
	__NR_tgkill, __NR_pidfd_open, __NR_pidfd_send_signal, __NR_getpid, __NR_getppid, __NR_gettid, __NR_getpgid,
	__NR_setpgid, __NR_getsid, __NR_setsid, __NR_set_tid_address, __NR_set_robust_list, __NR_get_robust_list,
	__NR_rseq, __NR_futex, CALL_FUTEX_WAITV, CALL_FUTEX_WAKE, CALL_FUTEX_WAIT, CALL_FUTEX_REQUEUE, __NR_prctl,
	__NR_getpriority, __NR_setpriority, __NR_ioprio_get, __NR_ioprio_set, __NR_sched_yield, __NR_sched_getaffinity,
	__NR_sched_setaffinity, __NR_sched_getparam, __NR_sched_setparam, __NR_sched_getscheduler,
	__NR_sched_setscheduler, __NR_sched_get_priority_max, __NR_sched_get_priority_min, __NR_sched_rr_get_interval,
	__NR_sched_getattr, __NR_sched_setattr, __NR_getcpu, __NR_getrlimit,
	__NR_getrusage, __NR_times, __NR_restart_syscall,
	/* Signals. */
	__NR_rt_sigaction, __NR_rt_sigprocmask, __NR_rt_sigreturn, __NR_rt_sigpending, __NR_rt_sigsuspend,
	__NR_rt_sigtimedwait, __NR_rt_sigqueueinfo, __NR_rt_tgsigqueueinfo, __NR_sigaltstack,
	/* Who am I. Changing it fails by itself: there is one user, and no capability to become another. */
	__NR_getuid, __NR_geteuid, __NR_getgid, __NR_getegid, __NR_getgroups, __NR_getresuid, __NR_getresgid, __NR_setuid,
	__NR_setgid, __NR_setreuid, __NR_setregid, __NR_setresuid, __NR_setresgid, __NR_setfsuid, __NR_setfsgid,
	__NR_setgroups, __NR_capget, __NR_capset, __NR_uname, __NR_sysinfo,
	/* Time, read only. */
	__NR_clock_gettime, __NR_clock_getres, __NR_clock_nanosleep, __NR_nanosleep, __NR_gettimeofday, __NR_getitimer,
	__NR_setitimer, __NR_timer_create, __NR_timer_settime, __NR_timer_gettime, __NR_timer_getoverrun,
	__NR_timer_delete,
	/* Sockets that exist; which may be made is decided below. */
	__NR_bind, __NR_listen, __NR_accept, __NR_accept4, __NR_connect, __NR_getsockname, __NR_getpeername, __NR_shutdown,
	__NR_getsockopt,
	/* System V and POSIX message passing, in the sandbox's own IPC namespace. */
	__NR_semget, __NR_semop, __NR_semtimedop, __NR_semctl, __NR_shmat, __NR_shmdt, __NR_shmctl,
	__NR_msgget, __NR_msgsnd, __NR_msgrcv, __NR_msgctl, __NR_mq_open, __NR_mq_unlink, __NR_mq_timedsend,
	__NR_mq_timedreceive, __NR_mq_notify, __NR_mq_getsetattr,
	__NR_getrandom,
#ifdef __x86_64__
	/* The older spellings of the above. */
	__NR_open, __NR_creat, __NR_stat, __NR_lstat, __NR_access, __NR_getdents, __NR_mkdir, __NR_rmdir, __NR_unlink,
	__NR_rename, __NR_link, __NR_symlink, __NR_readlink, __NR_chmod, __NR_chown, __NR_lchown, __NR_utime, __NR_utimes,
	__NR_futimesat, __NR_dup2, __NR_pipe, __NR_poll, __NR_select, __NR_epoll_create, __NR_epoll_wait, __NR_eventfd,
	__NR_signalfd, __NR_inotify_init, __NR_fork, __NR_vfork, __NR_getpgrp, __NR_alarm, __NR_pause, __NR_time,
	__NR_arch_prctl,
#endif
};

static const int REFUSED[] = {
	/* Looking into or writing to other processes, init among them. */
	__NR_ptrace, __NR_process_vm_readv, __NR_process_vm_writev, __NR_process_madvise, __NR_pidfd_getfd, __NR_kcmp,
	/* New namespaces would bring new capabilities, and with them the code of the kernel that only root used to reach. */
	__NR_unshare, __NR_setns, __NR_mount, __NR_umount2, __NR_pivot_root, __NR_chroot, __NR_open_tree, __NR_move_mount,
	__NR_fsopen, __NR_fsconfig, __NR_fsmount, __NR_fspick, __NR_mount_setattr, __NR_sethostname, __NR_setdomainname,
	/* Keyrings are shared by everybody with the same user on the host. */
	__NR_keyctl, __NR_add_key, __NR_request_key,
	/* Programs run by the kernel itself, and faults handled by user space: the favourite tools of exploits. */
	__NR_bpf, __NR_perf_event_open, __NR_userfaultfd, __NR_io_uring_setup, __NR_io_uring_enter, __NR_io_uring_register,
	/* The machine as a whole. */
	__NR_init_module, __NR_finit_module, __NR_delete_module, __NR_kexec_load, __NR_reboot, __NR_swapon, __NR_swapoff,
	__NR_syslog, __NR_acct, __NR_quotactl, __NR_settimeofday, __NR_clock_settime, __NR_adjtimex, __NR_clock_adjtime,
	__NR_vhangup,
	/* Writing out every file system of the host, which is how one sandbox would slow all others down. */
	__NR_sync, __NR_syncfs,
	/* Files by number instead of by path lead out of any root. */
	__NR_open_by_handle_at, __NR_name_to_handle_at, __NR_fanotify_init, __NR_fanotify_mark,
#ifdef __x86_64__
	__NR_iopl, __NR_ioperm, __NR_modify_ldt, __NR_kexec_file_load,
#endif
};

enum { COUNT_ALLOWED = sizeof ALLOWED / sizeof *ALLOWED, COUNT_REFUSED = sizeof REFUSED / sizeof *REFUSED };

void install_seccomp_filter(void)
{
	/* Other calling conventions have other numbers, and nobody here uses them. */
	load(offsetof(struct seccomp_data, arch));
	add(BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCHITECTURE, 1, 0);
	answer(SECCOMP_RET_KILL_PROCESS);
	load(offsetof(struct seccomp_data, nr));
#ifdef __x86_64__
	add(BPF_JMP | BPF_JGE | BPF_K, 0x40000000 /* x32 */, 0, 1);
	answer(refusal(ENOSYS));
#endif
	filter_arguments();
	for (int i = 0; i < COUNT_ALLOWED; i++)
		answer_if_equal((unsigned)ALLOWED[i], SECCOMP_RET_ALLOW);
	for (int i = 0; i < COUNT_REFUSED; i++)
		answer_if_equal((unsigned)REFUSED[i], refusal(EPERM));
	answer(refusal(ENOSYS));
	install_program();
}
