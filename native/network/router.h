/*
 * The router: a network namespace between the sandboxes and the host. Every sandbox hangs on it by a veth pair, and it
 * hangs on the host by one. So the host sees one interface whatever the number of sandboxes, what a sandbox may reach
 * is a matter of the router's own routing tables, and when the process that holds the router ends, all links end.
 */
#ifndef LAMBKIN_ROUTER_H
#define LAMBKIN_ROUTER_H

#include <stdbool.h>
#include <stdint.h>

#include "firewall.h"
#include "host.h"

enum { MAX_NETWORKS = 64, MAX_SANDBOXES = 16384 };

struct network {
	uint32_t address; /* host order */
	int prefix;
};

struct network_list {
	int count;
	struct network networks[MAX_NETWORKS];
};

struct router_config {
	char uplink[IFNAMSIZ];
	struct network block;      /* the addresses of the sandboxes */
	struct network_list deny;  /* refused, unless a narrower `allow` says otherwise */
	struct network_list allow;
	struct network_list nameservers; /* port 53 of these is reachable whatever `deny` says */
};

struct router {
	bool open;
	struct router_config config;
	struct firewall firewall;
	int host_namespace, host_links, host_firewall;
	int namespace, links;
	uint32_t mtu;
	int next_slot;
	int sandboxes[MAX_SANDBOXES]; /* descriptor of the namespace; 0: free */
	struct host_addresses refused; /* what is prohibited because the host has it */
	char step[96]; /* what was being done when something failed */
};

/* All return 0 or -errno, with `step` set. */
int open_router(struct router *router, const struct router_config *config);
int close_router(struct router *router);
/* Makes a namespace with an uplink of its own; `slot` names it from then on. */
int add_sandbox(struct router *router, int *slot);
int remove_sandboxes(struct router *router, const int *slots, int count);
uint32_t sandbox_address(const struct router *router, int slot);
/* Takes in what changed on the host: its addresses, and whether it forwards. */
int refresh_router(struct router *router);
/* Removes what a server of that name left when it was killed. */
int sweep_router(struct router *router, const char *uplink);

#endif
