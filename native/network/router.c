#define _GNU_SOURCE
#include "router.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "links.h"
#include "sysctl.h"

/* Offsets into the block. Sandboxes have the rest. */
enum { HOST_OFFSET = 1, ROUTER_OFFSET = 2, GATEWAY_OFFSET = 3, FIRST_SLOT = 4 };

/* Interface numbers are chosen here, so that nothing has to be asked for after making one. */
enum { UPLINK_INDEX = 64, SANDBOX_END_INDEX = 64, FIRST_SANDBOX_INDEX = 1024 };

/* The table asked for packets from sandboxes; RT_TABLE_MAIN is for those towards them and for the router's own. */
enum { OUTBOUND_TABLE = 200 };

/* Runs a step and gives up when it fails, leaving its name for the error message. */
#define TRY(router, description, call)                                                              \
	do {                                                                                        \
		int try_result = (call);                                                            \
		if (try_result < 0) {                                                               \
			snprintf((router)->step, sizeof (router)->step, "%s", description);         \
			return try_result;                                                          \
		}                                                                                   \
	} while (0)

static uint32_t at_offset(const struct router *router, int offset)
{
	return router->config.block.address + (uint32_t)offset;
}

static int slot_limit(const struct router *router)
{
	int size = 1 << (32 - router->config.block.prefix);
	return size < MAX_SANDBOXES ? size : MAX_SANDBOXES;
}

uint32_t sandbox_address(const struct router *router, int slot)
{
	return at_offset(router, slot);
}

/* ---- Namespaces ---- */

/* Enters a new network namespace and returns a descriptor that keeps it. */
static int enter_new_namespace(void)
{
	if (unshare(CLONE_NEWNET) < 0)
		return -errno;
	int fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* Everything after this would act on the wrong namespace if it failed, so it must not. */
static void return_to_host(const struct router *router)
{
	if (setns(router->host_namespace, CLONE_NEWNET) < 0) {
		perror("lambkin-network: cannot return to the host's network namespace");
		abort();
	}
}

/* ---- The router's side ---- */

static int add_outbound(struct router *router, uint32_t destination, int prefix, bool allowed)
{
	struct route route = {
		.table = OUTBOUND_TABLE,
		.destination = destination,
		.prefix = prefix,
		.gateway = allowed ? at_offset(router, HOST_OFFSET) : 0,
		.interface = allowed ? UPLINK_INDEX : 0,
	};
	return add_route(router->links, &route);
}

/* What sandboxes are refused on any host: one another, the cloud's metadata, multicast, broadcast, reserved space. */
static int add_outbound_routes(struct router *router)
{
	const struct router_config *config = &router->config;
	TRY(router, "add the way out", add_outbound(router, 0, 0, true));
	TRY(router, "refuse other sandboxes", add_outbound(router, config->block.address, config->block.prefix, false));
	TRY(router, "refuse link-local addresses", add_outbound(router, 0xa9fe0000, 16, false));
	TRY(router, "refuse multicast and reserved addresses", add_outbound(router, 0xe0000000, 3, false));
	for (int i = 0; i < config->deny.count; i++)
		TRY(router, "refuse a configured network",
		    add_outbound(router, config->deny.networks[i].address, config->deny.networks[i].prefix, false));
	for (int i = 0; i < config->allow.count; i++)
		TRY(router, "allow a configured network",
		    add_outbound(router, config->allow.networks[i].address, config->allow.networks[i].prefix, true));
	return 0;
}

static int add_inbound_routes(struct router *router)
{
	const struct network *block = &router->config.block;
	uint32_t host = at_offset(router, HOST_OFFSET);
	struct route to_host = { RT_TABLE_MAIN, host, 32, 0, UPLINK_INDEX };
	struct route out = { RT_TABLE_MAIN, 0, 0, host, UPLINK_INDEX };
	struct route nobody = { RT_TABLE_MAIN, block->address, block->prefix, 0, 0 };
	TRY(router, "add the route to the host", add_route(router->links, &to_host));
	TRY(router, "add the default route", add_route(router->links, &out));
	TRY(router, "refuse addresses without a sandbox", add_route(router->links, &nobody));
	return 0;
}

static int add_rules(struct router *router)
{
	struct rule own = { .priority = 100, .table = RT_TABLE_MAIN, .input = "lo" };
	struct rule inbound = { .priority = 101, .table = RT_TABLE_MAIN, .input = "uplink" };
	struct rule outbound = { .priority = 200, .table = OUTBOUND_TABLE };
	/* What the host reports, such as packets too large for a tunnel, has a source that must not look refused. */
	struct rule reports = {
		.priority = 150,
		.table = RT_TABLE_MAIN,
		.destination = at_offset(router, HOST_OFFSET),
		.protocol = IPPROTO_ICMP,
	};
	TRY(router, "add the rule for the router itself", add_rule(router->links, &own));
	TRY(router, "add the rule for what comes in", add_rule(router->links, &inbound));
	TRY(router, "add the rule for what goes out", add_rule(router->links, &outbound));
	TRY(router, "add the rule for the host's reports", add_rule(router->links, &reports));
	for (int i = 0; i < router->config.nameservers.count; i++) {
		struct rule lookup = {
			.priority = 150,
			.table = RT_TABLE_MAIN,
			.destination = router->config.nameservers.networks[i].address,
			.port = 53,
			.protocol = IPPROTO_UDP,
		};
		TRY(router, "allow a name server", add_rule(router->links, &lookup));
		lookup.protocol = IPPROTO_TCP;
		TRY(router, "allow a name server", add_rule(router->links, &lookup));
	}
	return 0;
}

/* Runs inside the new namespace. */
static int set_router_sysctls(struct router *router)
{
	TRY(router, "switch forwarding on in the router", write_sysctl("net/ipv4/ip_forward", 1));
	/* A source address is believed only where the route back to it leads: nobody speaks for another. */
	TRY(router, "switch source validation on in the router", write_sysctl("net/ipv4/conf/all/rp_filter", 1));
	TRY(router, "switch IPv6 off in the router", write_optional_sysctl("net/ipv6/conf/all/disable_ipv6", 1));
	TRY(router, "switch IPv6 off in the router", write_optional_sysctl("net/ipv6/conf/default/disable_ipv6", 1));
	return 0;
}

static int make_router_namespace(struct router *router)
{
	int namespace = enter_new_namespace();
	TRY(router, "make the router's network namespace", namespace);
	router->namespace = namespace;
	int result = set_router_sysctls(router);
	int links = open_netlink(NETLINK_ROUTE);
	return_to_host(router);
	if (result < 0)
		return result;
	TRY(router, "open a netlink socket in the router", links);
	router->links = links;
	return 0;
}

static int connect_router(struct router *router)
{
	const char *name = router->config.uplink;
	struct veth_end router_end = { .name = "uplink", .index = UPLINK_INDEX, .namespace = -1, .up = true };
	struct veth_end host_end = { .name = name, .namespace = router->host_namespace };
	TRY(router, "make the uplink", add_veth(router->links, &router_end, &host_end, router->mtu));
	int index = (int)if_nametoindex(name);
	TRY(router, "find the uplink", index == 0 ? -errno : 0);
	TRY(router, "switch IPv6 off on the uplink", write_interface_sysctl("ipv6", name, "disable_ipv6", 1));
	TRY(router, "switch forwarding on for the uplink", write_interface_sysctl("ipv4", name, "forwarding", 1));
	TRY(router, "switch the router's loopback on", set_up(router->links, LOOPBACK_INDEX));
	TRY(router, "give the router its address", add_address(router->links, UPLINK_INDEX, at_offset(router, ROUTER_OFFSET)));
	TRY(router, "give the router its gateway address", add_address(router->links, LOOPBACK_INDEX, at_offset(router, GATEWAY_OFFSET)));
	TRY(router, "give the uplink its address", add_address(router->host_links, index, at_offset(router, HOST_OFFSET)));
	/* Only now, with the filter in place, can a packet reach the host. */
	TRY(router, "switch the uplink on", set_up(router->host_links, index));
	struct route to_router = { RT_TABLE_MAIN, at_offset(router, ROUTER_OFFSET), 32, 0, index };
	struct route to_sandboxes = { RT_TABLE_MAIN, router->config.block.address, router->config.block.prefix,
				      at_offset(router, ROUTER_OFFSET), index };
	TRY(router, "add the host's route to the router", add_route(router->host_links, &to_router));
	TRY(router, "add the host's route to the sandboxes", add_route(router->host_links, &to_sandboxes));
	return 0;
}

/* ---- The host's own addresses ---- */

static bool contains(const struct host_addresses *list, uint32_t address)
{
	for (int i = 0; i < list->count; i++)
		if (list->addresses[i] == address)
			return true;
	return false;
}

/*
 * The firewall's input chain alone keeps sandboxes from the host. This is the second lock, which still holds when
 * somebody empties the host's firewall. It also tells the sender, though not more often than once a second, where the
 * first lets connections time out.
 */
static int refuse_host_addresses(struct router *router)
{
	static struct host_addresses now;
	struct host_addresses *refused = &router->refused;
	TRY(router, "list the host's addresses", list_host_addresses(router->host_links, &now));
	for (int i = 0; i < now.count; i++)
		if (!contains(refused, now.addresses[i]))
			TRY(router, "refuse an address of the host", add_outbound(router, now.addresses[i], 32, false));
	for (int i = 0; i < refused->count; i++) {
		struct route gone = { OUTBOUND_TABLE, refused->addresses[i], 32, 0, 0 };
		if (!contains(&now, gone.destination))
			(void)remove_route(router->links, &gone);
	}
	*refused = now;
	return 0;
}

int refresh_router(struct router *router)
{
	/* Somebody else made the host a router: then it is not ours to say what it forwards, nor to switch back. */
	if (router->firewall.opened_count > 0 && read_sysctl("net/ipv4/ip_forward") == 1) {
		router->firewall.opened_count = 0;
		TRY(router, "replace the firewall table", install_firewall(router->host_firewall, &router->firewall));
	}
	int found = find_firewall(router->host_firewall, router->config.uplink);
	if (found == -ENOENT)
		found = install_firewall(router->host_firewall, &router->firewall);
	TRY(router, "restore the firewall table", found);
	return refuse_host_addresses(router);
}

/* ---- Opening and closing ---- */

static int open_host(struct router *router)
{
	router->host_namespace = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	TRY(router, "open the host's network namespace", router->host_namespace < 0 ? -errno : 0);
	router->host_links = open_netlink(NETLINK_ROUTE);
	TRY(router, "open a netlink socket", router->host_links);
	router->host_firewall = open_netlink(NETLINK_NETFILTER);
	TRY(router, "open a netfilter socket", router->host_firewall);
	return 0;
}

int sweep_router(struct router *router, const char *uplink)
{
	if (router->host_links == 0)
		TRY(router, "open the host's network", open_host(router));
	static struct firewall left;
	left = (struct firewall){ 0 };
	snprintf(left.uplink, sizeof left.uplink, "%s", uplink);
	TRY(router, "read the firewall table", read_opened(router->host_firewall, uplink, &left));
	TRY(router, "switch forwarding back", undo_forwarding(&left));
	int removed = if_nametoindex(uplink) == 0 ? 0 : remove_link(router->host_links, uplink);
	TRY(router, "remove the uplink", removed == -ENODEV ? 0 : removed);
	TRY(router, "remove the firewall table", remove_firewall(router->host_firewall, uplink));
	return 0;
}

static int build_router(struct router *router)
{
	struct firewall *firewall = &router->firewall;
	snprintf(firewall->uplink, sizeof firewall->uplink, "%s", router->config.uplink);
	firewall->block = router->config.block.address;
	firewall->mask = 0xffffffffu << (32 - router->config.block.prefix);
	router->mtu = outside_mtu(router->host_links);
	TRY(router, "find interfaces that do not forward", find_closed_interfaces(router->host_links, router->host_firewall, firewall));
	TRY(router, "install the firewall table", install_firewall(router->host_firewall, firewall));
	int error = make_router_namespace(router);
	if (error < 0 || (error = connect_router(router)) < 0 || (error = add_inbound_routes(router)) < 0 ||
	    (error = add_outbound_routes(router)) < 0 || (error = add_rules(router)) < 0 ||
	    (error = refuse_host_addresses(router)) < 0)
		return error;
	TRY(router, "switch forwarding on", switch_forwarding(firewall, 1));
	return 0;
}

int open_router(struct router *router, const struct router_config *config)
{
	*router = (struct router){ .config = *config, .next_slot = FIRST_SLOT };
	int error = open_host(router);
	if (error == 0)
		error = sweep_router(router, config->uplink);
	if (error < 0)
		return error;
	error = build_router(router);
	if (error < 0) {
		char step[sizeof router->step];
		memcpy(step, router->step, sizeof step);
		(void)sweep_router(router, config->uplink);
		memcpy(router->step, step, sizeof step);
		return error;
	}
	router->open = true;
	return 0;
}

int close_router(struct router *router)
{
	if (!router->open)
		return 0;
	router->open = false;
	return sweep_router(router, router->config.uplink);
}

/* ---- Sandboxes ---- */

/* The slot unused for longest comes first: late packets to a former owner of the address find nobody. */
static int choose_slot(struct router *router)
{
	int limit = slot_limit(router) - 1; /* the last address of the block would be its broadcast address */
	for (int tried = FIRST_SLOT; tried < limit; tried++) {
		int slot = router->next_slot;
		router->next_slot = slot + 1 < limit ? slot + 1 : FIRST_SLOT;
		if (router->sandboxes[slot] == 0)
			return slot;
	}
	return -EADDRNOTAVAIL;
}

static int connect_sandbox(struct router *router, int slot, int namespace, int links)
{
	char name[IFNAMSIZ];
	snprintf(name, sizeof name, "s%d", slot);
	struct veth_end near = { .name = name, .index = FIRST_SANDBOX_INDEX + slot, .namespace = -1, .up = true };
	struct veth_end far = { .name = "eth0", .index = SANDBOX_END_INDEX, .namespace = namespace };
	struct route out = { RT_TABLE_MAIN, 0, 0, at_offset(router, GATEWAY_OFFSET), SANDBOX_END_INDEX };
	struct route back = { RT_TABLE_MAIN, sandbox_address(router, slot), 32, 0, near.index };
	TRY(router, "switch the sandbox's loopback on", set_up(links, LOOPBACK_INDEX));
	TRY(router, "make the sandbox's link", add_veth(router->links, &near, &far, router->mtu));
	TRY(router, "switch the sandbox's end of its link on", set_up(links, far.index));
	TRY(router, "give the sandbox its address", add_address(links, far.index, back.destination));
	TRY(router, "give the sandbox its way out", add_route(links, &out));
	TRY(router, "add the route to the sandbox", add_route(router->links, &back));
	return 0;
}

int add_sandbox(struct router *router, int *chosen)
{
	int slot = choose_slot(router);
	TRY(router, "find a free address", slot);
	int namespace = enter_new_namespace();
	TRY(router, "make a network namespace", namespace);
	/* Interfaces to come have no IPv6; the loopback, which is there already, keeps ::1. */
	int error = write_own_sysctl("net/ipv6/conf/default/disable_ipv6", 1);
	int links = open_netlink(NETLINK_ROUTE);
	return_to_host(router);
	if (error == 0)
		error = links < 0 ? links : connect_sandbox(router, slot, namespace, links);
	if (links >= 0)
		close(links);
	if (error < 0) {
		close(namespace); /* its end of the link goes with it, and so does the other */
		return error;
	}
	router->sandboxes[slot] = namespace;
	*chosen = slot;
	return 0;
}

int remove_sandboxes(struct router *router, const int *slots, int count)
{
	int marked = 0;
	for (int i = 0; i < count; i++) {
		int slot = slots[i];
		if (slot < FIRST_SLOT || slot >= MAX_SANDBOXES || router->sandboxes[slot] == 0)
			continue;
		/* It may be gone already, when the kernel was quicker to end a namespace that nobody held. */
		int error = mark_for_removal(router->links, FIRST_SANDBOX_INDEX + slot);
		TRY(router, "mark a link for removal", error == -ENODEV ? 0 : error);
		marked += error == 0;
	}
	if (marked > 0)
		TRY(router, "remove links", remove_marked(router->links));
	for (int i = 0; i < count; i++) {
		int slot = slots[i];
		if (slot < FIRST_SLOT || slot >= MAX_SANDBOXES || router->sandboxes[slot] == 0)
			continue;
		close(router->sandboxes[slot]);
		router->sandboxes[slot] = 0;
	}
	return 0;
}
