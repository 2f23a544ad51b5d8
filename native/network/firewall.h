/* The host's side of the filter: one nftables table per server, written without the nft program. */
#ifndef LAMBKIN_FIREWALL_H
#define LAMBKIN_FIREWALL_H

#include <net/if.h>
#include <stdint.h>

/* What every server's uplink is called: this and a few characters of its own. */
#define UPLINK_PREFIX "lambkin-"

enum { MAX_OPENED = 64, MAX_BARRIERS = 16 };

struct firewall {
	char uplink[IFNAMSIZ]; /* also the name of the table */
	uint32_t block;        /* host order */
	uint32_t mask;
	/* Interfaces on which this server switched forwarding on, which therefore may forward to sandboxes only. */
	int opened_count;
	char opened[MAX_OPENED][IFNAMSIZ];
};

/* Chains of others that drop what is to be forwarded unless told otherwise, as "table/chain". */
struct barriers {
	int count;
	char names[MAX_BARRIERS][128];
};

/* Once each; beyond MAX_OPENED they stay closed. */
void add_opened(struct firewall *firewall, const char *interface);

/* All return 0 or -errno. */
int install_firewall(int socket, const struct firewall *firewall);
int remove_firewall(int socket, const char *name);
/* -ENOENT when there is no such table. */
int find_firewall(int socket, const char *name);
/*
 * Adds to `opened` what the tables whose names begin with `prefix` guard: those of other servers, or what an earlier
 * server of this name left.
 */
int read_opened(int socket, const char *prefix, struct firewall *firewall);
int find_barriers(int socket, const char *own_table, struct barriers *barriers);

#endif
