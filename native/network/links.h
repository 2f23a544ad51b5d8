/* Interfaces, addresses, routes and routing rules, each by one netlink request. All return 0 or -errno. */
#ifndef LAMBKIN_LINKS_H
#define LAMBKIN_LINKS_H

#include <stdbool.h>
#include <stdint.h>

#include "netlink.h"

enum { LOOPBACK_INDEX = 1 };

/*
 * One end of a veth pair; the other is described the same way and lands in another namespace. Only the near one can
 * be up from the start: the far one is made first, and alone it has nobody to be connected to.
 */
struct veth_end {
	const char *name;
	int index;     /* 0: the kernel chooses */
	int namespace; /* descriptor; -1: that of the socket */
	bool up;
};

/* A route within one table. Addresses in host order. */
struct route {
	uint32_t table;
	uint32_t destination;
	int prefix;
	uint32_t gateway; /* 0: none, the destination is on the link */
	int interface;    /* 0: refuse what goes there, and say so to the sender */
};

/* Which table is asked for a packet. Rules of lower priority numbers are asked first. */
struct rule {
	uint32_t priority;
	uint32_t table;
	const char *input;    /* interface that the packet came by, or NULL */
	uint32_t destination; /* 0: any */
	uint8_t protocol;     /* 0: any */
	uint16_t port;        /* of the destination; 0: any */
};

int add_veth(int socket, const struct veth_end *near, const struct veth_end *far, uint32_t mtu);
int set_up(int socket, int index);
/* Puts an interface into the group of those to be removed, then all of them at once: one wait instead of many. */
int mark_for_removal(int socket, int index);
int remove_marked(int socket);
int remove_link(int socket, const char *name);
int add_address(int socket, int index, uint32_t address);
int add_route(int socket, const struct route *route);
int remove_route(int socket, const struct route *route);
int add_rule(int socket, const struct rule *rule);

/* A route of any table of the host, as `visit_routes` tells it. */
struct seen_route {
	uint8_t type; /* RTN_UNICAST, RTN_LOCAL, ... */
	uint32_t table;
	uint32_t destination;
	int prefix;
	int interface;
	uint32_t priority;
};
typedef void route_visitor(const struct seen_route *route, void *context);
int visit_routes(int socket, route_visitor *visit, void *context);

#endif
