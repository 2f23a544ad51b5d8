#define _GNU_SOURCE
#include "netlink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static uint32_t sequence;

int open_netlink(int protocol)
{
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
	if (fd < 0)
		return -errno;
	/* The kernel answers within the call that sends; waiting this long means that it never will. */
	struct timeval patience = { .tv_sec = 10 };
	struct sockaddr_nl address = { .nl_family = AF_NETLINK };
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) < 0 ||
	    bind(fd, (struct sockaddr *)&address, sizeof address) < 0) {
		int error = errno;
		close(fd);
		return -error;
	}
	return fd;
}

void clear_request(struct request *request)
{
	request->length = 0;
	request->message = NULL;
	request->first_sequence = sequence + 1;
	request->last_sequence = 0;
}

/* Takes room at the end. What is built here is bounded by the program itself, so running out is a bug. */
static void *take(struct request *request, size_t size)
{
	size_t aligned = NLMSG_ALIGN(size);
	if (request->length + aligned > sizeof request->bytes) {
		fputs("lambkin-network: a netlink request does not fit\n", stderr);
		abort();
	}
	void *room = request->bytes + request->length;
	memset(room, 0, aligned);
	request->length += aligned;
	if (request->message != NULL)
		request->message->nlmsg_len += (uint32_t)aligned;
	return room;
}

void add_message(struct request *request, uint16_t type, uint16_t flags, const void *header, size_t size)
{
	request->message = NULL;
	struct nlmsghdr *message = take(request, sizeof *message);
	*message = (struct nlmsghdr){
		.nlmsg_len = sizeof *message,
		.nlmsg_type = type,
		.nlmsg_flags = flags | NLM_F_REQUEST,
		.nlmsg_seq = ++sequence,
	};
	request->message = message;
	if (flags & NLM_F_ACK)
		request->last_sequence = sequence;
	memcpy(take(request, size), header, size);
}

void add_attribute(struct request *request, uint16_t type, const void *data, size_t size)
{
	struct nlattr *attribute = take(request, NLA_HDRLEN + size);
	attribute->nla_type = type;
	attribute->nla_len = (uint16_t)(NLA_HDRLEN + size);
	if (size > 0)
		memcpy((unsigned char *)attribute + NLA_HDRLEN, data, size);
}

void add_bytes(struct request *request, const void *data, size_t size)
{
	memcpy(take(request, size), data, size);
}

void add_string(struct request *request, uint16_t type, const char *text)
{
	add_attribute(request, type, text, strlen(text) + 1);
}

void add_u32(struct request *request, uint16_t type, uint32_t value)
{
	add_attribute(request, type, &value, sizeof value);
}

void add_be32(struct request *request, uint16_t type, uint32_t value)
{
	add_u32(request, type, htonl(value));
}

size_t open_nest(struct request *request, uint16_t type)
{
	size_t nest = request->length;
	add_attribute(request, type | NLA_F_NESTED, NULL, 0);
	return nest;
}

void close_nest(struct request *request, size_t nest)
{
	((struct nlattr *)(request->bytes + nest))->nla_len = (uint16_t)(request->length - nest);
}

static int receive(int socket, unsigned char *bytes, size_t size, ssize_t *received)
{
	do
		*received = recv(socket, bytes, size, MSG_TRUNC);
	while (*received < 0 && errno == EINTR);
	if (*received < 0)
		return errno == EAGAIN ? -ETIMEDOUT : -errno;
	return (size_t)*received > size ? -EMSGSIZE : 0;
}

/*
 * Errors are reported for any message, success only for those that ask. An error for the very first message may
 * be the last word of the kernel (it refuses a whole firewall transaction that way), so nothing is awaited after it.
 */
int send_request(int socket, struct request *request)
{
	if (send(socket, request->bytes, request->length, 0) < 0)
		return -errno;
	int result = 0;
	for (;;) {
		_Alignas(NLMSG_ALIGNTO) unsigned char bytes[32768];
		ssize_t received;
		int error = receive(socket, bytes, sizeof bytes, &received);
		if (error < 0)
			return result < 0 ? result : error;
		int left = (int)received;
		for (struct nlmsghdr *reply = (struct nlmsghdr *)bytes; NLMSG_OK(reply, left); reply = NLMSG_NEXT(reply, left)) {
			/* Older numbers belong to a request that was given up. */
			if (reply->nlmsg_type != NLMSG_ERROR || reply->nlmsg_seq < request->first_sequence)
				continue;
			int code = ((struct nlmsgerr *)NLMSG_DATA(reply))->error;
			if (code < 0 && result == 0)
				result = code;
			if (reply->nlmsg_seq == request->last_sequence ||
			    (code < 0 && reply->nlmsg_seq == request->first_sequence))
				return result;
		}
	}
}

int send_dump(int socket, struct request *request, visitor *visit, void *context)
{
	if (send(socket, request->bytes, request->length, 0) < 0)
		return -errno;
	for (;;) {
		_Alignas(NLMSG_ALIGNTO) unsigned char bytes[65536];
		ssize_t received;
		int error = receive(socket, bytes, sizeof bytes, &received);
		if (error < 0)
			return error;
		int left = (int)received;
		for (struct nlmsghdr *reply = (struct nlmsghdr *)bytes; NLMSG_OK(reply, left); reply = NLMSG_NEXT(reply, left)) {
			if (reply->nlmsg_seq < request->first_sequence)
				continue;
			if (reply->nlmsg_type == NLMSG_DONE)
				return 0;
			if (reply->nlmsg_type == NLMSG_ERROR)
				return ((struct nlmsgerr *)NLMSG_DATA(reply))->error;
			visit(reply, context);
		}
	}
}

static const struct nlattr *find_between(const unsigned char *at, const unsigned char *end, uint16_t type)
{
	while (at + NLA_HDRLEN <= end) {
		const struct nlattr *attribute = (const struct nlattr *)at;
		if (attribute->nla_len < NLA_HDRLEN)
			return NULL;
		if ((attribute->nla_type & NLA_TYPE_MASK) == type)
			return attribute;
		at += NLA_ALIGN(attribute->nla_len);
	}
	return NULL;
}

const struct nlattr *find_attribute(const struct nlmsghdr *message, size_t header, uint16_t type)
{
	const unsigned char *start = (const unsigned char *)message;
	return find_between(start + NLMSG_HDRLEN + NLMSG_ALIGN(header), start + message->nlmsg_len, type);
}

const struct nlattr *find_nested(const struct nlattr *nest, uint16_t type)
{
	const unsigned char *start = (const unsigned char *)nest;
	return find_between(start + NLA_HDRLEN, start + nest->nla_len, type);
}

const void *attribute_data(const struct nlattr *attribute)
{
	return (const unsigned char *)attribute + NLA_HDRLEN;
}

size_t attribute_size(const struct nlattr *attribute)
{
	return attribute->nla_len - NLA_HDRLEN;
}
