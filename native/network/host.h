/* What the router has to know of the host, and the one thing that it changes there: whether interfaces forward. */
#ifndef LAMBKIN_HOST_H
#define LAMBKIN_HOST_H

#include <stdint.h>

#include "firewall.h"

enum { MAX_HOST_ADDRESSES = 1024 };

struct host_addresses {
	int count;
	uint32_t addresses[MAX_HOST_ADDRESSES]; /* host order */
};

/* `links` and `netfilter` are netlink sockets of the host's namespace. */
uint32_t outside_mtu(int links);

/* These return 0 or -errno. The loopback is left out, as nobody reaches that of another namespace. */
int list_host_addresses(int links, struct host_addresses *found);
int find_closed_interfaces(int links, int netfilter, struct firewall *firewall);
int switch_forwarding(const struct firewall *firewall, int value);
int undo_forwarding(const struct firewall *firewall);

#endif
