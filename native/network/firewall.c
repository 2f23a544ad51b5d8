#define _GNU_SOURCE
#include "firewall.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "netlink.h"

#define NFTABLES(type) ((NFNL_SUBSYS_NFTABLES << 8) | (type))

/* The set of sandboxes that have connections now. Its number only means something within one transaction. */
#define SOURCES "sources"
enum { SOURCES_ID = 1, MAX_SOURCES = 65536 };

/* What the nft program calls ipv4_addr, so that it can show the set. */
enum { IPV4_ADDRESS_TYPE = 7 };

/* At once and for each sandbox: twice as many as it may have files open. */
enum { MAX_CONNECTIONS = 2048 };

static const struct nfgenmsg ipv4 = { .nfgen_family = NFPROTO_IPV4, .version = NFNETLINK_V0 };
static const struct nfgenmsg any_family = { .nfgen_family = NFPROTO_UNSPEC, .version = NFNETLINK_V0 };

/* ---- Expressions. Each rule is a row of them; the first that does not match ends the row. ---- */

static size_t open_expression(struct request *r, const char *name, size_t *data)
{
	size_t element = open_nest(r, NFTA_LIST_ELEM);
	add_string(r, NFTA_EXPR_NAME, name);
	*data = open_nest(r, NFTA_EXPR_DATA);
	return element;
}

static void close_expression(struct request *r, size_t element, size_t data)
{
	close_nest(r, data);
	close_nest(r, element);
}

static void add_value(struct request *r, uint16_t type, const void *value, size_t size)
{
	size_t nest = open_nest(r, type);
	add_attribute(r, NFTA_DATA_VALUE, value, size);
	close_nest(r, nest);
}

static void compare(struct request *r, uint32_t operator, const void *value, size_t size)
{
	size_t data, element = open_expression(r, "cmp", &data);
	add_be32(r, NFTA_CMP_SREG, NFT_REG_1);
	add_be32(r, NFTA_CMP_OP, operator);
	add_value(r, NFTA_CMP_DATA, value, size);
	close_expression(r, element, data);
}

static void load_meta(struct request *r, uint32_t key)
{
	size_t data, element = open_expression(r, "meta", &data);
	add_be32(r, NFTA_META_DREG, NFT_REG_1);
	add_be32(r, NFTA_META_KEY, key);
	close_expression(r, element, data);
}

static void match_interface(struct request *r, uint32_t key, const char *name)
{
	char padded[IFNAMSIZ] = "";
	snprintf(padded, sizeof padded, "%s", name);
	load_meta(r, key);
	compare(r, NFT_CMP_EQ, padded, sizeof padded);
}

/* Comparing fewer bytes than a name has is how a prefix is matched. */
static void match_not_an_uplink(struct request *r)
{
	load_meta(r, NFT_META_OIFNAME);
	compare(r, NFT_CMP_NEQ, UPLINK_PREFIX, strlen(UPLINK_PREFIX));
}

static void mask_register(struct request *r, uint32_t mask)
{
	uint32_t zero = 0;
	size_t data, element = open_expression(r, "bitwise", &data);
	add_be32(r, NFTA_BITWISE_SREG, NFT_REG_1);
	add_be32(r, NFTA_BITWISE_DREG, NFT_REG_1);
	add_be32(r, NFTA_BITWISE_LEN, sizeof mask);
	add_value(r, NFTA_BITWISE_MASK, &mask, sizeof mask);
	add_value(r, NFTA_BITWISE_XOR, &zero, sizeof zero);
	close_expression(r, element, data);
}

static void load_source(struct request *r)
{
	size_t data, element = open_expression(r, "payload", &data);
	add_be32(r, NFTA_PAYLOAD_DREG, NFT_REG_1);
	add_be32(r, NFTA_PAYLOAD_BASE, NFT_PAYLOAD_NETWORK_HEADER);
	add_be32(r, NFTA_PAYLOAD_OFFSET, 12);
	add_be32(r, NFTA_PAYLOAD_LEN, 4);
	close_expression(r, element, data);
}

static void match_source(struct request *r, uint32_t block, uint32_t mask)
{
	uint32_t network = htonl(block);
	load_source(r);
	mask_register(r, htonl(mask));
	compare(r, NFT_CMP_EQ, &network, sizeof network);
}

static void match_state(struct request *r, uint32_t states)
{
	uint32_t none = 0;
	size_t data, element = open_expression(r, "ct", &data);
	add_be32(r, NFTA_CT_DREG, NFT_REG_1);
	add_be32(r, NFTA_CT_KEY, NFT_CT_STATE);
	close_expression(r, element, data);
	mask_register(r, states);
	compare(r, NFT_CMP_NEQ, &none, sizeof none);
}

/* Matches when the source in the register has more connections than it may; each source is an element of the set. */
static void match_excess(struct request *r)
{
	size_t data, element = open_expression(r, "dynset", &data);
	add_string(r, NFTA_DYNSET_SET_NAME, SOURCES);
	add_be32(r, NFTA_DYNSET_SET_ID, SOURCES_ID);
	add_be32(r, NFTA_DYNSET_OP, NFT_DYNSET_OP_ADD);
	add_be32(r, NFTA_DYNSET_SREG_KEY, NFT_REG_1);
	size_t counter = open_nest(r, NFTA_DYNSET_EXPR);
	add_string(r, NFTA_EXPR_NAME, "connlimit");
	size_t limit = open_nest(r, NFTA_EXPR_DATA);
	add_be32(r, NFTA_CONNLIMIT_COUNT, MAX_CONNECTIONS);
	add_be32(r, NFTA_CONNLIMIT_FLAGS, NFT_CONNLIMIT_F_INV);
	close_nest(r, limit);
	close_nest(r, counter);
	close_expression(r, element, data);
}

static void decide(struct request *r, uint32_t verdict)
{
	size_t data, element = open_expression(r, "immediate", &data);
	add_be32(r, NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
	size_t value = open_nest(r, NFTA_IMMEDIATE_DATA);
	size_t code = open_nest(r, NFTA_DATA_VERDICT);
	add_be32(r, NFTA_VERDICT_CODE, verdict);
	close_nest(r, code);
	close_nest(r, value);
	close_expression(r, element, data);
}

static void masquerade(struct request *r)
{
	size_t data, element = open_expression(r, "masq", &data);
	close_expression(r, element, data);
}

/* ---- Table, chains, rules ---- */

/* The begin or the end of a transaction, which names the subsystem that it is for. */
static void add_bracket(struct request *r, uint16_t type)
{
	struct nfgenmsg header = { .version = NFNETLINK_V0, .res_id = htons(NFNL_SUBSYS_NFTABLES) };
	add_message(r, type, 0, &header, sizeof header);
}

static void add_table(struct request *r, uint16_t type, uint16_t flags, const char *name)
{
	add_message(r, NFTABLES(type), flags, &ipv4, sizeof ipv4);
	add_string(r, NFTA_TABLE_NAME, name);
}

static void add_chain(struct request *r, const char *table, const char *name, const char *type, uint32_t hook, int priority)
{
	add_message(r, NFTABLES(NFT_MSG_NEWCHAIN), NLM_F_CREATE, &ipv4, sizeof ipv4);
	add_string(r, NFTA_CHAIN_TABLE, table);
	add_string(r, NFTA_CHAIN_NAME, name);
	size_t nest = open_nest(r, NFTA_CHAIN_HOOK);
	add_be32(r, NFTA_HOOK_HOOKNUM, hook);
	add_be32(r, NFTA_HOOK_PRIORITY, (uint32_t)priority);
	close_nest(r, nest);
	add_be32(r, NFTA_CHAIN_POLICY, NF_ACCEPT);
	add_string(r, NFTA_CHAIN_TYPE, type);
}

/* Filled by the kernel as sandboxes connect; an entry leaves it when its last connection has ended. */
static void add_sources_set(struct request *r, const char *table)
{
	add_message(r, NFTABLES(NFT_MSG_NEWSET), NLM_F_CREATE, &ipv4, sizeof ipv4);
	add_string(r, NFTA_SET_TABLE, table);
	add_string(r, NFTA_SET_NAME, SOURCES);
	add_be32(r, NFTA_SET_ID, SOURCES_ID);
	add_be32(r, NFTA_SET_FLAGS, NFT_SET_EVAL);
	add_be32(r, NFTA_SET_KEY_TYPE, IPV4_ADDRESS_TYPE);
	add_be32(r, NFTA_SET_KEY_LEN, sizeof(uint32_t));
	size_t description = open_nest(r, NFTA_SET_DESC);
	add_be32(r, NFTA_SET_DESC_SIZE, MAX_SOURCES);
	close_nest(r, description);
}

static size_t open_rule(struct request *r, const char *table, const char *chain)
{
	add_message(r, NFTABLES(NFT_MSG_NEWRULE), NLM_F_CREATE | NLM_F_APPEND, &ipv4, sizeof ipv4);
	add_string(r, NFTA_RULE_TABLE, table);
	add_string(r, NFTA_RULE_CHAIN, chain);
	return open_nest(r, NFTA_RULE_EXPRESSIONS);
}

/*
 * The interface is also kept as the rule's comment (one byte for the kind, one for the length, the text), so that
 * whoever removes the table knows what to switch back, even after the server that made it was killed.
 */
static void add_guard(struct request *r, const char *table, const char *interface)
{
	unsigned char comment[2 + IFNAMSIZ] = { 0, (unsigned char)(strlen(interface) + 1) };
	memcpy(comment + 2, interface, strlen(interface) + 1);
	size_t rule = open_rule(r, table, "forward");
	match_interface(r, NFT_META_IIFNAME, interface);
	match_not_an_uplink(r);
	decide(r, NF_DROP);
	close_nest(r, rule);
	add_attribute(r, NFTA_RULE_USERDATA, comment, 2u + comment[1]);
}

static void add_rules(struct request *r, const struct firewall *firewall)
{
	const char *table = firewall->uplink;
	/* Nothing from a sandbox is for the host itself, whichever of its addresses it names. */
	size_t rule = open_rule(r, table, "input");
	match_interface(r, NFT_META_IIFNAME, firewall->uplink);
	decide(r, NF_DROP);
	close_nest(r, rule);
	/* The kernel's table of connections is shared by the whole host, so one sandbox may not fill it. */
	rule = open_rule(r, table, "forward");
	match_interface(r, NFT_META_IIFNAME, firewall->uplink);
	match_state(r, NF_CT_STATE_BIT(IP_CT_NEW));
	load_source(r);
	match_excess(r);
	decide(r, NF_DROP);
	close_nest(r, rule);
	/* Towards sandboxes goes only what answers them, from the host as from elsewhere. */
	rule = open_rule(r, table, "output");
	match_interface(r, NFT_META_OIFNAME, firewall->uplink);
	match_state(r, NF_CT_STATE_BIT(IP_CT_NEW));
	decide(r, NF_DROP);
	close_nest(r, rule);
	rule = open_rule(r, table, "forward");
	match_interface(r, NFT_META_OIFNAME, firewall->uplink);
	match_state(r, NF_CT_STATE_BIT(IP_CT_ESTABLISHED) | NF_CT_STATE_BIT(IP_CT_RELATED));
	decide(r, NF_ACCEPT);
	close_nest(r, rule);
	rule = open_rule(r, table, "forward");
	match_interface(r, NFT_META_OIFNAME, firewall->uplink);
	decide(r, NF_DROP);
	close_nest(r, rule);
	for (int i = 0; i < firewall->opened_count; i++)
		add_guard(r, table, firewall->opened[i]);
	/* The host's own address is the only one that others can answer to. */
	rule = open_rule(r, table, "postrouting");
	match_source(r, firewall->block, firewall->mask);
	masquerade(r);
	close_nest(r, rule);
}

/* One transaction, so that at no moment only half of it holds; an older table of the name is replaced in it. */
int install_firewall(int socket, const struct firewall *firewall)
{
	const char *table = firewall->uplink;
	struct request r;
	clear_request(&r);
	add_bracket(&r, NFNL_MSG_BATCH_BEGIN);
	add_table(&r, NFT_MSG_NEWTABLE, NLM_F_CREATE, table);
	add_table(&r, NFT_MSG_DELTABLE, 0, table);
	add_table(&r, NFT_MSG_NEWTABLE, NLM_F_CREATE, table);
	add_chain(&r, table, "input", "filter", NF_INET_LOCAL_IN, -10);
	add_chain(&r, table, "output", "filter", NF_INET_LOCAL_OUT, -10);
	add_chain(&r, table, "forward", "filter", NF_INET_FORWARD, -10);
	add_chain(&r, table, "postrouting", "nat", NF_INET_POST_ROUTING, 100);
	add_sources_set(&r, table);
	add_rules(&r, firewall);
	/* A second look at the table, only to be told that all before it went well. */
	add_table(&r, NFT_MSG_NEWTABLE, NLM_F_ACK, table);
	add_bracket(&r, NFNL_MSG_BATCH_END);
	return send_request(socket, &r);
}

int remove_firewall(int socket, const char *name)
{
	struct request r;
	clear_request(&r);
	add_bracket(&r, NFNL_MSG_BATCH_BEGIN);
	add_table(&r, NFT_MSG_DELTABLE, NLM_F_ACK, name);
	add_bracket(&r, NFNL_MSG_BATCH_END);
	int error = send_request(socket, &r);
	return error == -ENOENT ? 0 : error;
}

int find_firewall(int socket, const char *name)
{
	struct request r;
	clear_request(&r);
	add_table(&r, NFT_MSG_GETTABLE, NLM_F_ACK, name);
	return send_request(socket, &r);
}

void add_opened(struct firewall *firewall, const char *interface)
{
	for (int i = 0; i < firewall->opened_count; i++)
		if (strcmp(firewall->opened[i], interface) == 0)
			return;
	if (firewall->opened_count < MAX_OPENED)
		snprintf(firewall->opened[firewall->opened_count++], IFNAMSIZ, "%s", interface);
}

struct guard_search {
	const char *prefix;
	struct firewall *firewall;
};

static void visit_rule(const struct nlmsghdr *message, void *context)
{
	const struct guard_search *search = context;
	const struct nlattr *table = find_attribute(message, sizeof(struct nfgenmsg), NFTA_RULE_TABLE);
	const struct nlattr *comment = find_attribute(message, sizeof(struct nfgenmsg), NFTA_RULE_USERDATA);
	if (table == NULL || comment == NULL || strncmp(attribute_data(table), search->prefix, strlen(search->prefix)) != 0)
		return;
	const unsigned char *bytes = attribute_data(comment);
	size_t size = attribute_size(comment);
	if (size >= 4 && size <= 2 + IFNAMSIZ && bytes[0] == 0 && bytes[1] == size - 2 && bytes[size - 1] == 0)
		add_opened(search->firewall, (const char *)bytes + 2);
}

int read_opened(int socket, const char *prefix, struct firewall *firewall)
{
	struct guard_search search = { prefix, firewall };
	struct request r;
	clear_request(&r);
	add_message(&r, NFTABLES(NFT_MSG_GETRULE), NLM_F_DUMP, &ipv4, sizeof ipv4);
	return send_dump(socket, &r, visit_rule, &search);
}

struct barrier_search {
	const char *own_table;
	struct barriers *found;
};

static void visit_chain(const struct nlmsghdr *message, void *context)
{
	struct barrier_search *search = context;
	const size_t header = sizeof(struct nfgenmsg);
	const struct nfgenmsg *family = NLMSG_DATA(message);
	const struct nlattr *table = find_attribute(message, header, NFTA_CHAIN_TABLE);
	const struct nlattr *name = find_attribute(message, header, NFTA_CHAIN_NAME);
	const struct nlattr *hook = find_attribute(message, header, NFTA_CHAIN_HOOK);
	const struct nlattr *policy = find_attribute(message, header, NFTA_CHAIN_POLICY);
	if (table == NULL || name == NULL || hook == NULL || policy == NULL || search->found->count == MAX_BARRIERS)
		return;
	const struct nlattr *number = find_nested(hook, NFTA_HOOK_HOOKNUM);
	if (number == NULL || ntohl(*(const uint32_t *)attribute_data(number)) != NF_INET_FORWARD ||
	    (family->nfgen_family != NFPROTO_IPV4 && family->nfgen_family != NFPROTO_INET) ||
	    strcmp(attribute_data(table), search->own_table) == 0)
		return;
	/* firewalld accepts by policy and rejects by its last rule. */
	if (ntohl(*(const uint32_t *)attribute_data(policy)) != NF_DROP && strcmp(attribute_data(table), "firewalld") != 0)
		return;
	snprintf(search->found->names[search->found->count++], sizeof search->found->names[0], "%.60s/%.60s",
		 (const char *)attribute_data(table), (const char *)attribute_data(name));
}

int find_barriers(int socket, const char *own_table, struct barriers *barriers)
{
	struct barrier_search search = { own_table, barriers };
	struct request r;
	clear_request(&r);
	barriers->count = 0;
	add_message(&r, NFTABLES(NFT_MSG_GETCHAIN), NLM_F_DUMP, &any_family, sizeof any_family);
	return send_dump(socket, &r, visit_chain, &search);
}
