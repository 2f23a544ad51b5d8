/* System calls of which it depends on their arguments whether a sandbox may make them. */
#define _GNU_SOURCE
#include "filter-program.h"

#include <asm/termbits.h>
#include <asm/unistd.h>
#include <errno.h>
#include <linux/memfd.h>
#include <linux/mman.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>

/* Streams and datagrams between processes and over IP; netlink for the list of interfaces that libraries ask for. */
static void filter_sockets(void)
{
	unsigned short call = begin_call(__NR_socket);
	load_argument(0);
	answer_if_equal(AF_UNIX, SECCOMP_RET_ALLOW);
	unsigned short inet = begin_if_either(AF_INET, AF_INET6);
	load_argument(1);
	add(BPF_ALU | BPF_AND | BPF_K, 0xf, 0, 0); /* the rest are flags */
	unsigned short plain = begin_if_either(SOCK_STREAM, SOCK_DGRAM);
	load_argument(2);
	answer_if_equal(0, SECCOMP_RET_ALLOW);
	answer_if_equal(IPPROTO_TCP, SECCOMP_RET_ALLOW);
	answer_if_equal(IPPROTO_UDP, SECCOMP_RET_ALLOW);
	answer_if_equal(IPPROTO_ICMP, SECCOMP_RET_ALLOW);
	answer_if_equal(IPPROTO_ICMPV6, SECCOMP_RET_ALLOW);
	answer(refusal(EPROTONOSUPPORT));
	end_call(plain);
	answer(refusal(EPERM)); /* raw and packet sockets */
	end_call(inet);
	unsigned short netlink = begin_call(AF_NETLINK);
	load_argument(2);
	answer_if_equal(0 /* NETLINK_ROUTE */, SECCOMP_RET_ALLOW);
	answer(refusal(EPROTONOSUPPORT));
	end_call(netlink);
	answer(refusal(EAFNOSUPPORT));
	end_call(call);

	call = begin_call(__NR_socketpair);
	load_argument(0);
	answer_if_equal(AF_UNIX, SECCOMP_RET_ALLOW);
	answer(refusal(EAFNOSUPPORT));
	end_call(call);
}

/* Urgent data: what local sockets have of it was a way out of browsers' sandboxes, and nobody sends any. */
static void filter_urgent(unsigned number, int flags)
{
	unsigned short call = begin_call(number);
	load_argument(flags);
	answer_if_any_bit(MSG_OOB, refusal(EOPNOTSUPP));
	answer(SECCOMP_RET_ALLOW);
	end_call(call);
}

static void filter_messages(void)
{
	filter_urgent(__NR_sendto, 3);
	filter_urgent(__NR_recvfrom, 3);
	filter_urgent(__NR_sendmsg, 2);
	filter_urgent(__NR_recvmsg, 2);
	filter_urgent(__NR_sendmmsg, 3);
	filter_urgent(__NR_recvmmsg, 3);
}

static void filter_socket_options(void)
{
	unsigned short call = begin_call(__NR_setsockopt);
	load_argument(1);
	/* Programs that the kernel translates and runs for each packet. */
	unsigned short any = begin_call(SOL_SOCKET);
	load_argument(2);
	answer_if_equal(SO_ATTACH_FILTER, refusal(EPERM));
	answer_if_equal(SO_ATTACH_BPF, refusal(EPERM));
	answer_if_equal(SO_ATTACH_REUSEPORT_CBPF, refusal(EPERM));
	answer_if_equal(SO_ATTACH_REUSEPORT_EBPF, refusal(EPERM));
	answer(SECCOMP_RET_ALLOW);
	end_call(any);
	/* Protocols in the kernel on top of TCP: TLS above all, for which libraries have code of their own. */
	unsigned short tcp = begin_call(IPPROTO_TCP);
	load_argument(2);
	answer_if_equal(TCP_ULP, refusal(EPERM));
	answer(SECCOMP_RET_ALLOW);
	end_call(tcp);
	answer(SECCOMP_RET_ALLOW);
	end_call(call);
}

static void filter_processes(void)
{
	unsigned short call = begin_call(__NR_clone);
	load_argument(0);
	answer_if_any_bit(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID |
		CLONE_NEWNET, refusal(EPERM));
	answer(SECCOMP_RET_ALLOW);
	end_call(call);

	/* Its flags are in memory, where a filter cannot look; C libraries then take clone. */
	call = begin_call(__NR_clone3);
	answer(refusal(ENOSYS));
	end_call(call);

	/* Asking is fine, and so is the plain personality; others switch protections off. */
	call = begin_call(__NR_personality);
	load_argument(0);
	answer_if_equal(0, SECCOMP_RET_ALLOW);
	answer_if_equal(0xffffffff, SECCOMP_RET_ALLOW);
	answer(refusal(EPERM));
	end_call(call);
}

/* Huge pages come from a store of the host's that no memory limit covers. */
static void filter_memory(void)
{
	unsigned short call = begin_call(__NR_mmap);
	load_argument(3);
	answer_if_any_bit(MAP_HUGETLB, refusal(ENOMEM));
	answer(SECCOMP_RET_ALLOW);
	end_call(call);

	call = begin_call(__NR_memfd_create);
	load_argument(1);
	answer_if_any_bit(MFD_HUGETLB, refusal(ENOMEM));
	answer(SECCOMP_RET_ALLOW);
	end_call(call);

	call = begin_call(__NR_shmget);
	load_argument(2);
	answer_if_any_bit(SHM_HUGETLB, refusal(EPERM));
	answer(SECCOMP_RET_ALLOW);
	end_call(call);
}

/*
 * A crash must not start the host's collector of cores, as root and outside of the sandbox. To the kernel a limit of 1
 * byte says so (src/sandbox sets it); 0 says it for files only. So the limit stays, and who asks for no cores has none.
 */
static void filter_limits(void)
{
	unsigned short call = begin_call(__NR_setrlimit);
	load_argument(0);
	answer_if_equal(RLIMIT_CORE, refusal(0));
	answer(SECCOMP_RET_ALLOW);
	end_call(call);

	call = begin_call(__NR_prlimit64);
	load_argument(1);
	unsigned short core = begin_call(RLIMIT_CORE);
	/* Without a new limit it is a question. */
	load_argument(2);
	answer_if_any_bit(0xffffffff, refusal(0));
	load_upper_half(2);
	answer_if_any_bit(0xffffffff, refusal(0));
	end_call(core);
	answer(SECCOMP_RET_ALLOW);
	end_call(call);
}

static void filter_files(void)
{
	/* Typing into a terminal, pasting into it, changing its line discipline. */
	unsigned short call = begin_call(__NR_ioctl);
	load_argument(1);
	answer_if_equal(TIOCSTI, refusal(EPERM));
	answer_if_equal(TIOCLINUX, refusal(EPERM));
	answer_if_equal(TIOCSETD, refusal(EPERM));
	answer(SECCOMP_RET_ALLOW);
	end_call(call);

	/* Pipes and sockets with a name, not devices. */
	call = begin_call(__NR_mknodat);
	load_argument(2);
	answer_if_any_bit(S_IFCHR, refusal(EPERM)); /* set for block devices too */
	answer(SECCOMP_RET_ALLOW);
	end_call(call);
#ifdef __x86_64__
	call = begin_call(__NR_mknod);
	load_argument(1);
	answer_if_any_bit(S_IFCHR, refusal(EPERM)); /* set for block devices too */
	answer(SECCOMP_RET_ALLOW);
	end_call(call);
#endif
}

void filter_arguments(void)
{
	filter_processes();
	filter_memory();
	filter_limits();
	filter_sockets();
	filter_messages();
	filter_socket_options();
	filter_files();
}
