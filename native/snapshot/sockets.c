/* Sockets, by asking them. Which of two ends of a pair belongs to which other one, only the kernel's list tells. */
#define _GNU_SOURCE
#include "take.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_CONTENT_BYTES = 65536 };

static int option(int socket, int level, int name)
{
	int value = 0;
	socklen_t length = sizeof value;
	if (getsockopt(socket, level, name, &value, &length))
		fail("ask a socket");
	return value;
}

static uint64_t options_of(int socket, int domain, int type)
{
	uint64_t options = option(socket, SOL_SOCKET, SO_KEEPALIVE) ? SOCKET_KEEP_ALIVE : 0;
	if (option(socket, SOL_SOCKET, SO_REUSEADDR))
		options |= SOCKET_REUSE;
	if (type == SOCK_STREAM && domain != AF_UNIX && option(socket, IPPROTO_TCP, TCP_NODELAY))
		options |= SOCKET_NO_DELAY;
	if (domain == AF_INET6 && option(socket, IPPROTO_IPV6, IPV6_V6ONLY))
		options |= SOCKET_IPV6_ONLY;
	return options;
}

/* The port of the server's that a connection leads to; 0: it leads elsewhere. */
static int served_port(const struct tracee *tracee, int socket, int domain)
{
	union {
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} peer;
	socklen_t length = sizeof peer;
	if (getpeername(socket, (struct sockaddr *)&peer, &length))
		return 0;
	/* Some runtimes have sockets of version 6 only, which reach version 4 under its mapped addresses. */
	uint32_t address = domain == AF_INET ? peer.v4.sin_addr.s_addr : 0;
	if (domain == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&peer.v6.sin6_addr))
		memcpy(&address, peer.v6.sin6_addr.s6_addr + 12, sizeof address);
	int port = ntohs(domain == AF_INET ? peer.v4.sin_port : peer.v6.sin6_port);
	for (int i = 0; i < tracee->port_count; i++)
		if (address == htonl(INADDR_LOOPBACK) && port == tracee->ports[i])
			return port;
	return 0;
}

static int state_of(int socket)
{
	struct tcp_info about;
	socklen_t length = sizeof about;
	if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &about, &length))
		fail("ask a socket");
	return about.tcpi_state;
}

/* Bytes that were sent and not read would be lost, and with them the answer's beginning or the question's end. */
static void assert_silent(int socket, int port)
{
	int waiting = 0, unsent = 0;
	if (ioctl(socket, FIONREAD, &waiting) || ioctl(socket, TIOCOUTQ, &unsent))
		fail("ask a connection");
	if (waiting || unsent)
		refuse("a connection to port %d was not silent", port);
}

/* What every sandbox has; addresses on the network are each sandbox's own. */
static bool is_everywhere(const struct sockaddr_storage *address)
{
	const struct in6_addr *v6 = &((const struct sockaddr_in6 *)address)->sin6_addr;
	uint32_t v4 = ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr);
	if (address->ss_family == AF_INET)
		return v4 == INADDR_ANY || v4 >> 24 == 127;
	return IN6_IS_ADDR_UNSPECIFIED(v6) || IN6_IS_ADDR_LOOPBACK(v6);
}

/* Sockets of both versions have the port at the same place. Without one, they are not bound. */
static void take_address(struct output *output, int socket, struct descriptor *descriptor)
{
	struct sockaddr_storage address;
	socklen_t length = sizeof address;
	if (getsockname(socket, (struct sockaddr *)&address, &length))
		fail("ask for an address");
	if (!((struct sockaddr_in *)&address)->sin_port)
		return;
	if (is_everywhere(&address)) {
		descriptor->content = add_bytes(output, &address, length);
		descriptor->content_length = length;
	} else if (descriptor->kind == DESCRIPTOR_LISTENER) {
		refuse("descriptor %d listens on an address of the network", descriptor->number);
	}
}

static void take_inet(const struct tracee *tracee, struct output *output, int socket, struct descriptor *descriptor)
{
	int domain = (int)descriptor->first, type = (int)descriptor->second, port;
	if (type != SOCK_STREAM) {
		/* LIMIT: what a datagram socket was connected to, it is not any more; resolvers open one for each question. */
		descriptor->kind = DESCRIPTOR_SOCKET;
		take_address(output, socket, descriptor);
	} else if (option(socket, SOL_SOCKET, SO_ACCEPTCONN)) {
		descriptor->kind = DESCRIPTOR_LISTENER;
		take_address(output, socket, descriptor);
	} else if (state_of(socket) == TCP_ESTABLISHED && (port = served_port(tracee, socket, domain))) {
		assert_silent(socket, port);
		descriptor->kind = DESCRIPTOR_CONNECTION;
		descriptor->second = (uint64_t)port;
	} else {
		/* One that is not connected can be yet. */
		descriptor->kind = state_of(socket) == TCP_CLOSE ? DESCRIPTOR_SOCKET : DESCRIPTOR_BROKEN;
	}
}

static int open_socket_list(const struct tracee *tracee)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/ns/net", tracee->pid);
	int network = open(path, O_RDONLY | O_CLOEXEC);
	if (network < 0 || setns(network, CLONE_NEWNET))
		fail("enter network namespace");
	close(network);
	int list = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	if (list < 0)
		fail("open the list of sockets");
	return list;
}

/* The inode of a socket's other end; 0: it has none. */
static uint64_t find_peer(const struct tracee *tracee, uint64_t inode)
{
	static int list = -1;
	if (list < 0)
		list = open_socket_list(tracee);
	struct {
		struct nlmsghdr header;
		struct unix_diag_req request;
	} question = {.header = {.nlmsg_len = sizeof question, .nlmsg_type = SOCK_DIAG_BY_FAMILY, .nlmsg_flags = NLM_F_REQUEST},
		.request = {.sdiag_family = AF_UNIX, .udiag_ino = (uint32_t)inode, .udiag_show = UDIAG_SHOW_PEER,
			.udiag_cookie = {~0U, ~0U}}};
	_Alignas(8) char answer[4096];
	if (send(list, &question, sizeof question, 0) < 0)
		fail("ask for a socket's peer");
	ssize_t got = recv(list, answer, sizeof answer, 0);
	struct nlmsghdr *header = (struct nlmsghdr *)answer;
	if (got < 0 || !NLMSG_OK(header, got) || header->nlmsg_type != SOCK_DIAG_BY_FAMILY)
		fail("hear of a socket's peer");
	int left = (int)(header->nlmsg_len - NLMSG_LENGTH(sizeof(struct unix_diag_msg)));
	struct rtattr *attribute = (struct rtattr *)((char *)NLMSG_DATA(header) + NLMSG_ALIGN(sizeof(struct unix_diag_msg)));
	for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left))
		if (attribute->rta_type == UNIX_DIAG_PEER)
			return *(uint32_t *)RTA_DATA(attribute);
	return 0;
}

static void take_unix(const struct tracee *tracee, struct output *output, int socket, struct descriptor *descriptor)
{
	static char content[MAX_CONTENT_BYTES];
	int type = (int)descriptor->second, waiting = 0;
	struct stat about;
	if (option(socket, SOL_SOCKET, SO_ACCEPTCONN))
		refuse("descriptor %d is a listening local socket", descriptor->number);
	if (fstat(socket, &about))
		fail("look at a socket");
	uint64_t peer = find_peer(tracee, about.st_ino);
	struct sockaddr_storage name;
	socklen_t length = sizeof name;
	if (!peer && (getsockname(socket, (struct sockaddr *)&name, &length) || length > sizeof(sa_family_t)))
		refuse("descriptor %d is a local socket with a name", descriptor->number);
	if (!peer) {
		/* Its other end is closed, or it never had one; to be read from, both are the same. */
		descriptor->kind = DESCRIPTOR_BROKEN;
		return;
	}
	if (ioctl(socket, FIONREAD, &waiting))
		fail("ask a socket");
	if (waiting && (type != SOCK_STREAM || waiting > MAX_CONTENT_BYTES))
		refuse("descriptor %d is a socket pair that holds too much", descriptor->number);
	if (waiting && recv(socket, content, (size_t)waiting, MSG_DONTWAIT) != waiting)
		fail("read from a socket pair");
	descriptor->kind = DESCRIPTOR_PAIR;
	descriptor->first = about.st_ino;
	descriptor->second = peer;
	descriptor->options = (uint64_t)type;
	descriptor->content = add_bytes(output, content, (size_t)waiting);
	descriptor->content_length = (uint64_t)waiting;
}

void take_socket(const struct tracee *tracee, struct output *output, int held, struct descriptor *descriptor)
{
	int domain = option(held, SOL_SOCKET, SO_DOMAIN), type = option(held, SOL_SOCKET, SO_TYPE);
	descriptor->first = (uint64_t)domain;
	descriptor->second = (uint64_t)type;
	if (domain == AF_INET || domain == AF_INET6) {
		descriptor->options = options_of(held, domain, type);
		take_inet(tracee, output, held, descriptor);
	} else if (domain == AF_UNIX) {
		take_unix(tracee, output, held, descriptor);
	} else {
		refuse("descriptor %d is a socket of a kind that cannot be kept", descriptor->number);
	}
}
