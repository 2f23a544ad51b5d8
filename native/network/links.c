#define _GNU_SOURCE
#include "links.h"

#include <arpa/inet.h>
#include <linux/fib_rules.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <stddef.h>
#include <sys/socket.h>

enum { REMOVAL_GROUP = 1 };

static struct ifinfomsg describe_end(const struct veth_end *end)
{
	return (struct ifinfomsg){
		.ifi_index = end->index,
		.ifi_flags = end->up ? IFF_UP : 0,
		.ifi_change = end->up ? IFF_UP : 0,
	};
}

static void add_end(struct request *r, const struct veth_end *end, uint32_t mtu)
{
	add_string(r, IFLA_IFNAME, end->name);
	add_u32(r, IFLA_MTU, mtu);
	if (end->namespace >= 0)
		add_u32(r, IFLA_NET_NS_FD, (uint32_t)end->namespace);
}

int add_veth(int socket, const struct veth_end *near, const struct veth_end *far, uint32_t mtu)
{
	struct ifinfomsg header = describe_end(near), peer = describe_end(far);
	struct request r;
	clear_request(&r);
	add_message(&r, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK, &header, sizeof header);
	add_end(&r, near, mtu);
	size_t info = open_nest(&r, IFLA_LINKINFO);
	add_string(&r, IFLA_INFO_KIND, "veth");
	size_t data = open_nest(&r, IFLA_INFO_DATA);
	size_t nest = open_nest(&r, VETH_INFO_PEER);
	add_bytes(&r, &peer, sizeof peer);
	add_end(&r, far, mtu);
	close_nest(&r, nest);
	close_nest(&r, data);
	close_nest(&r, info);
	return send_request(socket, &r);
}

int set_up(int socket, int index)
{
	struct ifinfomsg header = { .ifi_index = index, .ifi_flags = IFF_UP, .ifi_change = IFF_UP };
	struct request r;
	clear_request(&r);
	add_message(&r, RTM_NEWLINK, NLM_F_ACK, &header, sizeof header);
	return send_request(socket, &r);
}

int mark_for_removal(int socket, int index)
{
	struct ifinfomsg header = { .ifi_index = index };
	struct request r;
	clear_request(&r);
	add_message(&r, RTM_SETLINK, NLM_F_ACK, &header, sizeof header);
	add_u32(&r, IFLA_GROUP, REMOVAL_GROUP);
	return send_request(socket, &r);
}

int remove_marked(int socket)
{
	struct ifinfomsg header = { 0 };
	struct request r;
	clear_request(&r);
	add_message(&r, RTM_DELLINK, NLM_F_ACK, &header, sizeof header);
	add_u32(&r, IFLA_GROUP, REMOVAL_GROUP);
	return send_request(socket, &r);
}

int remove_link(int socket, const char *name)
{
	struct ifinfomsg header = { 0 };
	struct request r;
	clear_request(&r);
	add_message(&r, RTM_DELLINK, NLM_F_ACK, &header, sizeof header);
	add_string(&r, IFLA_IFNAME, name);
	return send_request(socket, &r);
}

int add_address(int socket, int index, uint32_t address)
{
	struct ifaddrmsg header = { .ifa_family = AF_INET, .ifa_prefixlen = 32, .ifa_index = (uint32_t)index };
	struct request r;
	clear_request(&r);
	add_message(&r, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK, &header, sizeof header);
	add_be32(&r, IFA_LOCAL, address);
	add_be32(&r, IFA_ADDRESS, address);
	return send_request(socket, &r);
}

static int change_route(int socket, uint16_t type, uint16_t flags, const struct route *route)
{
	struct rtmsg header = {
		.rtm_family = AF_INET,
		.rtm_dst_len = (unsigned char)route->prefix,
		.rtm_table = RT_TABLE_UNSPEC,
		.rtm_protocol = RTPROT_STATIC,
		.rtm_scope = route->gateway == 0 && route->interface != 0 ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
		.rtm_type = route->interface == 0 ? RTN_PROHIBIT : RTN_UNICAST,
		/* No gateway here is on a subnet of the link: every address stands alone. */
		.rtm_flags = route->gateway != 0 ? RTNH_F_ONLINK : 0,
	};
	struct request r;
	clear_request(&r);
	add_message(&r, type, flags | NLM_F_ACK, &header, sizeof header);
	add_u32(&r, RTA_TABLE, route->table);
	if (route->prefix > 0)
		add_be32(&r, RTA_DST, route->destination);
	if (route->gateway != 0)
		add_be32(&r, RTA_GATEWAY, route->gateway);
	if (route->interface != 0)
		add_u32(&r, RTA_OIF, (uint32_t)route->interface);
	return send_request(socket, &r);
}

int add_route(int socket, const struct route *route)
{
	return change_route(socket, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, route);
}

int remove_route(int socket, const struct route *route)
{
	return change_route(socket, RTM_DELROUTE, 0, route);
}

int add_rule(int socket, const struct rule *rule)
{
	struct fib_rule_hdr header = {
		.family = AF_INET,
		.dst_len = rule->destination != 0 ? 32 : 0,
		.action = FR_ACT_TO_TBL,
	};
	struct request r;
	clear_request(&r);
	add_message(&r, RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK, &header, sizeof header);
	add_u32(&r, FRA_PRIORITY, rule->priority);
	add_u32(&r, FRA_TABLE, rule->table);
	if (rule->input != NULL)
		add_string(&r, FRA_IIFNAME, rule->input);
	if (rule->destination != 0)
		add_be32(&r, FRA_DST, rule->destination);
	if (rule->protocol != 0)
		add_attribute(&r, FRA_IP_PROTO, &rule->protocol, sizeof rule->protocol);
	if (rule->port != 0) {
		struct fib_rule_port_range ports = { rule->port, rule->port };
		add_attribute(&r, FRA_DPORT_RANGE, &ports, sizeof ports);
	}
	return send_request(socket, &r);
}

struct route_visit {
	route_visitor *visit;
	void *context;
};

static uint32_t read_u32(const struct nlmsghdr *message, uint16_t type)
{
	const struct nlattr *attribute = find_attribute(message, sizeof(struct rtmsg), type);
	return attribute == NULL ? 0 : *(const uint32_t *)attribute_data(attribute);
}

static void visit_route(const struct nlmsghdr *message, void *context)
{
	struct route_visit *visit = context;
	const struct rtmsg *header = NLMSG_DATA(message);
	if (message->nlmsg_type != RTM_NEWROUTE || header->rtm_family != AF_INET)
		return;
	struct seen_route route = {
		.type = header->rtm_type,
		.table = read_u32(message, RTA_TABLE),
		.destination = ntohl(read_u32(message, RTA_DST)),
		.prefix = header->rtm_dst_len,
		.interface = (int)read_u32(message, RTA_OIF),
		.priority = read_u32(message, RTA_PRIORITY),
	};
	visit->visit(&route, visit->context);
}

int visit_routes(int socket, route_visitor *visit, void *context)
{
	struct rtmsg header = { .rtm_family = AF_INET };
	struct route_visit both = { visit, context };
	struct request r;
	clear_request(&r);
	add_message(&r, RTM_GETROUTE, NLM_F_DUMP, &header, sizeof header);
	return send_dump(socket, &r, visit_route, &both);
}
