// SPDX-License-Identifier: MIT
// A new orion.conf is one, and its addresses are of the network.
#include "new_conf.h"

#include "arena.h"
#include "buffer.h"
#include "conf.h"
#include "test.h"

static const struct {
	int line;
	const char *prefix, *first, *last;
} ranges[] = {
	{ __LINE__, "10.9.0.1/24", "10.9.0.100", "10.9.0.199" },
	{ __LINE__, "10.9.0.99/24", "10.9.0.100", "10.9.0.199" },
	{ __LINE__, "10.9.0.150/24", "10.9.0.1", "10.9.0.149" },
	{ __LINE__, "10.9.0.110/24", "10.9.0.111", "10.9.0.254" },
	{ __LINE__, "10.9.0.1/16", "10.9.0.100", "10.9.0.199" },
	{ __LINE__, "10.9.0.1/28", "10.9.0.2", "10.9.0.14" },
	{ __LINE__, "10.9.0.14/28", "10.9.0.1", "10.9.0.13" },
	{ __LINE__, "10.9.0.2/30", "10.9.0.1", "10.9.0.1" },
	{ __LINE__, "10.9.0.1/30", "10.9.0.2", "10.9.0.2" },
};

static void check_range(int line, const struct new_conf *n, const char *first, const char *last)
{
	char a[IPV4_TEXT], b[IPV4_TEXT];

	ipv4_write(a, n->first);
	ipv4_write(b, n->last);
	CHECK_AT(line, !strcmp(a, first) && !strcmp(b, last));
	CHECK_AT(line, !prefix_check(&n->prefix, n->first) && !prefix_check(&n->prefix, n->last));
}

// Reads it as the server does.
static void check_text(const struct new_conf *n, const char *address, const char *unknown)
{
	struct arena a = { NULL };
	struct buffer b = { 0 };
	struct conf c;

	new_conf_write(&b, n);
	CHECK(!conf_parse(&c, &a, "x", buffer_view(&b)));
	CHECK_TEXT(conf_or(c.networks.item, KEY_INTERFACE, ""), "eth1");
	CHECK_TEXT(conf_or(c.networks.item, KEY_NETWORK_ADDRESS, ""), address);
	CHECK_TEXT(conf_or(c.networks.item, KEY_DHCP, ""), n->dhcp);
	CHECK_TEXT(conf_or(c.networks.item, KEY_UNKNOWN, ""), unknown);
	buffer_free(&b);
	arena_free(&a);
}

int main(void)
{
	struct new_conf n = { .interface = "eth1" };

	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
		CHECK_AT(ranges[i].line, !ipv4_parse_prefix(&n.prefix, text_of(ranges[i].prefix)));
		new_conf_range(&n);
		check_range(ranges[i].line, &n, ranges[i].first, ranges[i].last);
	}
	ipv4_parse_prefix(&n.prefix, TEXT("10.9.0.1/24"));
	n.dhcp = "full";
	check_text(&n, "10.9.0.1/24", "boot");
	n.dhcp = "proxy";
	check_text(&n, "10.9.0.1/24", "local");
	n.dhcp = "off";
	check_text(&n, "10.9.0.1/24", "");
	n.prefix.length = 0;
	n.dhcp = "proxy";
	check_text(&n, "dhcp", "local");
	return test_failed;
}
