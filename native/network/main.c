/*
 * lambkin-network: makes and keeps the network namespaces of sandboxes.
 *
 * Run without arguments it serves one server, by lines on standard input and output, one answer a line and in order:
 *
 *   routes                                              -> ok NETWORK/PREFIX:INTERFACE ...
 *   start UPLINK BLOCK deny=N,.. allow=N,.. dns=A,..    -> ok barriers=TABLE/CHAIN,.. opened=INTERFACE,..
 *   create                                              -> ok SLOT DESCRIPTOR ADDRESS
 *   destroy SLOT ...                                    -> ok
 *
 * or `error ERRNO STEP`. Lines that start with `event` come unasked. The end of standard input is the end of the server,
 * however it died: everything is undone then. `lambkin-network sweep UPLINK` removes what is left when this
 * program was killed too; `lambkin-network probe` tries everything in a throw-away namespace.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "links.h"
#include "router.h"

static struct router router;
static struct router_config config;

static void fail(int error, const char *step)
{
	printf("error %s %s: %s\n", strerrorname_np(-error), step, strerror(-error));
}

/* ---- Reading ---- */

static bool read_network(const char *text, struct network *network)
{
	char address[INET_ADDRSTRLEN];
	struct in_addr bytes;
	int prefix = 32;
	if (sscanf(text, "%15[0-9.]/%d", address, &prefix) < 1 || inet_pton(AF_INET, address, &bytes) != 1 || prefix < 0 ||
	    prefix > 32)
		return false;
	uint32_t mask = prefix == 0 ? 0 : 0xffffffffu << (32 - prefix);
	*network = (struct network){ ntohl(bytes.s_addr) & mask, prefix };
	return true;
}

/* `key=a,b,c` */
static bool read_networks(char *text, const char *key, struct network_list *list)
{
	size_t length = strlen(key);
	if (text == NULL || strncmp(text, key, length) != 0 || text[length] != '=')
		return false;
	char *rest = NULL;
	for (char *item = strtok_r(text + length + 1, ",", &rest); item != NULL; item = strtok_r(NULL, ",", &rest)) {
		if (list->count == MAX_NETWORKS || !read_network(item, &list->networks[list->count++]))
			return false;
	}
	return true;
}

static bool read_uplink(const char *text, char *uplink)
{
	if (text == NULL || strncmp(text, UPLINK_PREFIX, strlen(UPLINK_PREFIX)) != 0 || strlen(text) >= IFNAMSIZ ||
	    strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(text))
		return false;
	snprintf(uplink, IFNAMSIZ, "%s", text);
	return true;
}

/* ---- Commands ---- */

static void print_route(const struct seen_route *route, void *context)
{
	(void)context;
	char address[INET_ADDRSTRLEN], name[IFNAMSIZ] = "-";
	struct in_addr bytes = { htonl(route->destination) };
	if (route->interface != 0)
		(void)if_indextoname((unsigned)route->interface, name);
	printf(" %s/%d:%s", inet_ntop(AF_INET, &bytes, address, sizeof address), route->prefix, name);
}

static void answer_routes(void)
{
	int links = open_netlink(NETLINK_ROUTE);
	if (links < 0) {
		fail(links, "open a netlink socket");
		return;
	}
	printf("ok");
	/* A list cut short would only make a clash of addresses less likely to be noticed. */
	(void)visit_routes(links, print_route, NULL);
	printf("\n");
	close(links);
}

static void print_names(const char *key, const char *names, int count, size_t size)
{
	printf(" %s=", key);
	for (int i = 0; i < count; i++)
		printf("%s%s", i > 0 ? "," : "", names + (size_t)i * size);
}

static void answer_start(char *rest)
{
	char *arguments[5];
	for (int i = 0; i < 5; i++)
		arguments[i] = strtok_r(rest, " ", &rest);
	config = (struct router_config){ 0 };
	if (!read_uplink(arguments[0], config.uplink) || arguments[1] == NULL || !read_network(arguments[1], &config.block) ||
	    config.block.prefix < 8 || config.block.prefix > 28 || !read_networks(arguments[2], "deny", &config.deny) ||
	    !read_networks(arguments[3], "allow", &config.allow) || !read_networks(arguments[4], "dns", &config.nameservers)) {
		fail(-EINVAL, "read the start command");
		return;
	}
	static struct barriers barriers;
	int error = open_router(&router, &config);
	if (error == 0) {
		snprintf(router.step, sizeof router.step, "look for other firewalls");
		error = find_barriers(router.host_firewall, config.uplink, &barriers);
	}
	if (error < 0) {
		fail(error, router.step);
		return;
	}
	printf("ok");
	print_names("barriers", barriers.names[0], barriers.count, sizeof barriers.names[0]);
	print_names("opened", router.firewall.opened[0], router.firewall.opened_count, sizeof router.firewall.opened[0]);
	printf("\n");
}

static void answer_create(void)
{
	int slot;
	int error = !router.open ? -ENOTCONN : add_sandbox(&router, &slot);
	if (error < 0) {
		fail(error, router.step);
		return;
	}
	char address[INET_ADDRSTRLEN];
	struct in_addr bytes = { htonl(sandbox_address(&router, slot)) };
	printf("ok %d %d %s\n", slot, router.sandboxes[slot], inet_ntop(AF_INET, &bytes, address, sizeof address));
}

static void answer_destroy(char *rest)
{
	int slots[512], count = 0;
	for (char *item = strtok_r(rest, " ", &rest); item != NULL && count < 512; item = strtok_r(NULL, " ", &rest))
		slots[count++] = atoi(item);
	int error = remove_sandboxes(&router, slots, count);
	if (error < 0)
		fail(error, router.step);
	else
		printf("ok\n");
}

static void answer(char *line)
{
	char *rest = line;
	const char *command = strtok_r(rest, " ", &rest);
	if (command == NULL)
		fail(-EINVAL, "read an empty command");
	else if (strcmp(command, "routes") == 0)
		answer_routes();
	else if (strcmp(command, "start") == 0)
		answer_start(rest);
	else if (strcmp(command, "create") == 0)
		answer_create();
	else if (strcmp(command, "destroy") == 0)
		answer_destroy(rest);
	else
		fail(-ENOSYS, "understand the command");
	fflush(stdout);
}

/* ---- Watching the host ---- */

static int watch(int protocol, const int *groups, int count)
{
	int fd = open_netlink(protocol);
	for (int i = 0; i < count && fd >= 0; i++)
		if (setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &groups[i], sizeof groups[i]) < 0) {
			int error = errno;
			close(fd);
			return -error;
		}
	return fd;
}

/* Whether something happened that matters; a lost message counts, as nobody knows what it said. */
static bool drain_links(int fd)
{
	unsigned char bytes[8192];
	bool any = false;
	while (recv(fd, bytes, sizeof bytes, MSG_DONTWAIT) >= 0 || errno == ENOBUFS)
		any = true;
	return any;
}

static bool drain_firewall(int fd)
{
	_Alignas(NLMSG_ALIGNTO) unsigned char bytes[32768];
	bool table_removed = false;
	for (;;) {
		ssize_t received = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
		if (received < 0 && errno != ENOBUFS)
			return table_removed;
		table_removed = table_removed || received < 0;
		int left = received < 0 ? 0 : (int)received;
		for (struct nlmsghdr *message = (struct nlmsghdr *)bytes; NLMSG_OK(message, left); message = NLMSG_NEXT(message, left))
			table_removed = table_removed || message->nlmsg_type == ((NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_DELTABLE);
	}
}

static void refresh(void)
{
	if (!router.open)
		return;
	int error = refresh_router(&router);
	if (error == 0)
		return;
	/* Without the filter no sandbox may talk to the host; without the uplink none can. */
	(void)remove_link(router.host_links, config.uplink);
	printf("event egress-lost %s: %s\n", router.step, strerror(-error));
	fflush(stdout);
}

/* ---- Running ---- */

/* Feeds whole lines to `answer`. False at the end of input. */
static bool read_commands(void)
{
	static char line[16384];
	static size_t length;
	ssize_t received = read(STDIN_FILENO, line + length, sizeof line - 1 - length);
	if (received <= 0)
		return received < 0 && errno == EINTR;
	length += (size_t)received;
	char *start = line, *end;
	while ((end = memchr(start, '\n', length - (size_t)(start - line))) != NULL) {
		*end = '\0';
		answer(start);
		start = end + 1;
	}
	length -= (size_t)(start - line);
	memmove(line, start, length);
	return length < sizeof line - 1;
}

static int serve(void)
{
	const int link_groups[] = { RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV4_NETCONF };
	const int firewall_groups[] = { NFNLGRP_NFTABLES };
	/* Where these cannot be had, `start` fails and says why. */
	struct pollfd watched[] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = watch(NETLINK_ROUTE, link_groups, 2), .events = POLLIN },
		{ .fd = watch(NETLINK_NETFILTER, firewall_groups, 1), .events = POLLIN },
	};
	for (;;) {
		if (poll(watched, 3, -1) < 0 && errno != EINTR)
			break;
		bool changed = watched[1].revents != 0 && drain_links(watched[1].fd);
		changed = (watched[2].revents != 0 && drain_firewall(watched[2].fd)) || changed;
		if (changed)
			refresh();
		if (watched[0].revents != 0 && !read_commands())
			break;
	}
	int error = close_router(&router);
	if (error < 0)
		fprintf(stderr, "lambkin-network: %s: %s\n", router.step, strerror(-error));
	return error < 0;
}

static int sweep(const char *uplink)
{
	char name[IFNAMSIZ];
	int error = read_uplink(uplink, name) ? sweep_router(&router, name) : -EINVAL;
	if (error < 0)
		fail(error, router.step);
	else
		printf("ok\n");
	return error < 0;
}

/* All that `start` and `create` do, in a namespace that plays the host and ends with this process. */
static int probe(void)
{
	static struct barriers barriers;
	int slot, firewall = open_netlink(NETLINK_NETFILTER);
	if (firewall >= 0)
		(void)find_barriers(firewall, "", &barriers);
	struct router_config trial = { .uplink = UPLINK_PREFIX "probe", .block = { 0x64600000, 24 } };
	int error = unshare(CLONE_NEWNET) < 0 ? -errno : 0;
	snprintf(router.step, sizeof router.step, "make a network namespace");
	if (error == 0)
		error = open_router(&router, &trial);
	if (error == 0)
		error = add_sandbox(&router, &slot);
	if (error < 0) {
		fail(error, router.step);
		return 1;
	}
	printf("ok");
	print_names("barriers", barriers.names[0], barriers.count, sizeof barriers.names[0]);
	printf("\n");
	return 0;
}

int main(int count, char **arguments)
{
	/* A signal to the whole process group ends the server first; this program follows when it has let go. */
	signal(SIGINT, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	/* Whatever else the server's own parent left open is nobody's business here. */
	(void)close_range(3, ~0u, 0);
	/* Every namespace kept is a descriptor. */
	struct rlimit files;
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &files);
	}
	if (count == 3 && strcmp(arguments[1], "sweep") == 0)
		return sweep(arguments[2]);
	if (count == 2 && strcmp(arguments[1], "probe") == 0)
		return probe();
	if (count == 1)
		return serve();
	fputs("usage: lambkin-network [sweep UPLINK | probe]\n", stderr);
	return 2;
}
