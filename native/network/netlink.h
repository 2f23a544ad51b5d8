/* Just enough netlink: build a run of messages, send it, learn whether the kernel took them all. */
#ifndef LAMBKIN_NETLINK_H
#define LAMBKIN_NETLINK_H

#include <linux/netlink.h>
#include <stddef.h>
#include <stdint.h>

/* Messages that are sent together. 16 KiB holds the largest, the firewall table, many times over. */
struct request {
	size_t length;
	struct nlmsghdr *message; /* the one that attributes are being added to */
	uint32_t first_sequence;
	uint32_t last_sequence; /* of the last message that asks for an acknowledgement */
	_Alignas(NLMSG_ALIGNTO) unsigned char bytes[16384];
};

/* Called for each message of a dump. */
typedef void visitor(const struct nlmsghdr *message, void *context);

/* A netlink socket of the network namespace the caller is in now; it stays there. Returns -errno on failure. */
int open_netlink(int protocol);

void clear_request(struct request *request);
/* Starts the next message; `header` is the family's own fixed part. NLM_F_REQUEST is added. */
void add_message(struct request *request, uint16_t type, uint16_t flags, const void *header, size_t size);
void add_attribute(struct request *request, uint16_t type, const void *data, size_t size);
void add_string(struct request *request, uint16_t type, const char *text);
void add_u32(struct request *request, uint16_t type, uint32_t value);
/* Netfilter's numbers travel in network order. */
void add_be32(struct request *request, uint16_t type, uint32_t value);
/* Bare bytes, for the fixed part of a message within a message. */
void add_bytes(struct request *request, const void *data, size_t size);
size_t open_nest(struct request *request, uint16_t type);
void close_nest(struct request *request, size_t nest);

/* Sends and waits for the last acknowledgement. Returns 0 or the first error as -errno. */
int send_request(int socket, struct request *request);
/* Sends one dump request and visits the answers. */
int send_dump(int socket, struct request *request, visitor *visit, void *context);

/* The attribute of that type behind a message's fixed part of `header` bytes, or NULL. */
const struct nlattr *find_attribute(const struct nlmsghdr *message, size_t header, uint16_t type);
/* The same inside another attribute. */
const struct nlattr *find_nested(const struct nlattr *nest, uint16_t type);
const void *attribute_data(const struct nlattr *attribute);
size_t attribute_size(const struct nlattr *attribute);

#endif
