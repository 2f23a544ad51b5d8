/*
 * Sockets. To the server on the sandbox's own loopback they are connected anew, and the process finds its answer there
 * as if it had been slow. No other connection outlives its process, as on AWS: those are found broken.
 */
#define _GNU_SOURCE
#include "restore.h"
#include "system.h"

#include <fcntl.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/tcp.h>

/* asm-generic/socket.h; the libc's own header wants more of a libc than there is. */
enum { LEVEL_SOCKET = 1, OPTION_REUSE = 2, OPTION_KEEP_ALIVE = 9, OPTION_LINGER = 13 };
enum { DOMAIN_UNIX = 1, DOMAIN_INET = 2, DOMAIN_INET6 = 10, STREAM = 1, BACKLOG = 511 };
#define LOOPBACK __builtin_bswap32(0x7f000001)

static long make(uint64_t domain, uint64_t type)
{
	return must(CALL(__NR_socket, domain, type | O_CLOEXEC, 0), "cannot make a socket");
}

static void set(long socket, int level, int option)
{
	int yes = 1;
	must(CALL(__NR_setsockopt, socket, level, option, &yes, sizeof yes), "cannot set a socket option");
}

static void set_options(long socket, uint64_t options)
{
	if (options & SOCKET_NO_DELAY)
		set(socket, IPPROTO_TCP, TCP_NODELAY);
	if (options & SOCKET_KEEP_ALIVE)
		set(socket, LEVEL_SOCKET, OPTION_KEEP_ALIVE);
	if (options & SOCKET_REUSE)
		set(socket, LEVEL_SOCKET, OPTION_REUSE);
	if (options & SOCKET_IPV6_ONLY)
		set(socket, IPPROTO_IPV6, 26 /* IPV6_V6ONLY */);
}

static void set_flags(long socket, const struct descriptor *kept)
{
	must(CALL(__NR_fcntl, socket, F_SETFL, kept->open_flags & O_NONBLOCK), "cannot set flags");
}

int connect_anew(const struct descriptor *kept)
{
	long made = make(kept->first, STREAM);
	uint16_t port = __builtin_bswap16((uint16_t)kept->second);
	struct sockaddr_in address = {.sin_family = DOMAIN_INET, .sin_port = port, .sin_addr.s_addr = LOOPBACK};
	struct sockaddr_in6 mapped = {.sin6_family = DOMAIN_INET6, .sin6_port = port,
		.sin6_addr.s6_addr32 = {0, 0, __builtin_bswap32(0xffff), LOOPBACK}};
	must(kept->first == DOMAIN_INET ? CALL(__NR_connect, made, &address, sizeof address)
	                                : CALL(__NR_connect, made, &mapped, sizeof mapped), "cannot connect to the server");
	set_options(made, kept->options);
	set_flags(made, kept);
	return (int)made;
}

static int make_broken_pair(const struct descriptor *kept)
{
	int ends[2];
	must(CALL(__NR_socketpair, DOMAIN_UNIX, kept->second | O_CLOEXEC, 0, ends), "cannot make a socket pair");
	CALL(__NR_close, ends[1]);
	set_flags(ends[0], kept);
	return ends[0];
}

/* A connection to nobody that was just reset by him. */
int make_broken_connection(const struct descriptor *kept)
{
	if (kept->first == DOMAIN_UNIX)
		return make_broken_pair(kept);
	struct sockaddr_in6 address = {.sin6_family = (unsigned short)kept->first};
	uint32_t length = kept->first == DOMAIN_INET ? sizeof(struct sockaddr_in) : sizeof address;
	if (kept->first == DOMAIN_INET)
		((struct sockaddr_in *)&address)->sin_addr.s_addr = LOOPBACK;
	else
		address.sin6_addr.s6_addr[15] = 1;
	long listener = make(kept->first, STREAM), made = make(kept->first, STREAM);
	must(CALL(__NR_bind, listener, &address, length), "cannot bind a socket");
	must(CALL(__NR_listen, listener, 1), "cannot listen");
	must(CALL(__NR_getsockname, listener, &address, &length), "cannot ask for an address");
	must(CALL(__NR_connect, made, &address, length), "cannot connect");
	long other = must(CALL(__NR_accept4, listener, NULL, NULL, O_CLOEXEC), "cannot accept");
	struct { int on, seconds; } at_once = {1, 0};
	must(CALL(__NR_setsockopt, other, LEVEL_SOCKET, OPTION_LINGER, &at_once, sizeof at_once), "cannot set a socket option");
	CALL(__NR_close, other);
	CALL(__NR_close, listener);
	set_flags(made, kept);
	return (int)made;
}

int make_socket(const struct snapshot *snapshot, const struct descriptor *kept)
{
	long made = make(kept->first, kept->second);
	set_options(made, kept->options);
	if (kept->content_length)
		must(CALL(__NR_bind, made, bytes_at(snapshot, kept->content, kept->content_length), kept->content_length),
			"cannot bind a socket");
	if (kept->kind == DESCRIPTOR_LISTENER)
		must(CALL(__NR_listen, made, BACKLOG), "cannot listen");
	set_flags(made, kept);
	return (int)made;
}
