#define _GNU_SOURCE
#include "host.h"

#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "links.h"
#include "sysctl.h"

struct uplink_search {
	int interface;
	uint32_t priority;
};

static void visit_default_route(const struct seen_route *route, void *context)
{
	struct uplink_search *best = context;
	if (route->prefix == 0 && route->type == RTN_UNICAST && route->interface != 0 &&
	    (best->interface == 0 || route->priority < best->priority))
		*best = (struct uplink_search){ route->interface, route->priority };
}

/* Packets no larger than the host's own way out takes, so that nothing is fragmented there. */
uint32_t outside_mtu(int links)
{
	struct uplink_search best = { 0, 0 };
	struct ifreq request = { 0 };
	uint32_t mtu = 1500;
	if (visit_routes(links, visit_default_route, &best) < 0 || best.interface == 0 ||
	    if_indextoname((unsigned)best.interface, request.ifr_name) == NULL)
		return mtu;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return mtu;
	if (ioctl(fd, SIOCGIFMTU, &request) == 0 && request.ifr_mtu >= 576 && request.ifr_mtu <= 65535)
		mtu = (uint32_t)request.ifr_mtu;
	close(fd);
	return mtu;
}

static bool is_uplink_name(const char *name)
{
	return strncmp(name, UPLINK_PREFIX, strlen(UPLINK_PREFIX)) == 0;
}

static bool other_uplinks_exist(const char *own)
{
	struct if_nameindex *interfaces = if_nameindex();
	bool found = false;
	for (struct if_nameindex *at = interfaces; at != NULL && at->if_index != 0; at++)
		found = found || (is_uplink_name(at->if_name) && strcmp(at->if_name, own) != 0);
	if (interfaces != NULL)
		if_freenameindex(interfaces);
	return found;
}

static void visit_closed_interface(const struct seen_route *route, void *context)
{
	char name[IFNAMSIZ];
	if (route->type == RTN_UNICAST && route->interface != 0 &&
	    if_indextoname((unsigned)route->interface, name) != NULL && strcmp(name, "lo") != 0 &&
	    !is_uplink_name(name) && read_interface_sysctl("ipv4", name, "forwarding") == 0)
		add_opened(context, name);
}

/*
 * A host that does not forward would drop the answers to sandboxes. Rather than making it a router, forwarding is
 * switched on only where routes lead, and what comes in there may go to sandboxes only (firewall.c, guards).
 * This finds those interfaces, those that another server opened included; they are guarded before they are opened.
 */
int find_closed_interfaces(int links, int netfilter, struct firewall *firewall)
{
	if (read_sysctl("net/ipv4/ip_forward") != 0)
		return 0;
	int error = read_opened(netfilter, UPLINK_PREFIX, firewall);
	return error < 0 ? error : visit_routes(links, visit_closed_interface, firewall);
}

int switch_forwarding(const struct firewall *firewall, int value)
{
	int error = 0;
	for (int i = 0; i < firewall->opened_count && error == 0; i++)
		error = write_interface_sysctl("ipv4", firewall->opened[i], "forwarding", value);
	return error;
}

/* Not when somebody else needs it by now: another server, or whoever made the whole host forward. */
int undo_forwarding(const struct firewall *firewall)
{
	if (read_sysctl("net/ipv4/ip_forward") != 0 || other_uplinks_exist(firewall->uplink))
		return 0;
	return switch_forwarding(firewall, 0);
}

static void visit_address(const struct seen_route *route, void *context)
{
	struct host_addresses *found = context;
	if ((route->type == RTN_LOCAL || route->type == RTN_BROADCAST) && route->prefix == 32 &&
	    route->destination >> 24 != 127 && found->count < MAX_HOST_ADDRESSES)
		found->addresses[found->count++] = route->destination;
}

int list_host_addresses(int links, struct host_addresses *found)
{
	found->count = 0;
	return visit_routes(links, visit_address, found);
}
