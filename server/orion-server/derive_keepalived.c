// SPDX-License-Identifier: MIT
// keepalived.conf: the floating addresses, each on one of the servers at a time (VRRP version 3, RFC 5798).
#include "buffer.h"
#include "derive.h"
#include "site.h"

enum { PRIORITY = 200 };	// of the first in orion.conf; each that follows has one less

// The other servers, by name; drained ones too, so that draining one changes nothing here. A TTL below 255 came through a router.
static void write_peers(struct buffer *b, const struct site *s, const struct network *n)
{
	char address[IPV4_TEXT];

	ipv4_write(address, n->prefix.address);
	buffer_printf(b, "\tunicast_src_ip %s\n\tunicast_peer {\n", address);
	for (size_t i = 0; i < s->servers.count; i++) {
		if (i == s->servers.self)
			continue;
		ipv4_write(address, servers_address(&s->servers.item[i], n->number));
		buffer_printf(b, "\t\t%s min_ttl 255 max_ttl 255\n", address);
	}
	buffer_printf(b, "\t}\n");
}

// nopreempt: the address stays where it is when a server comes back; each move costs those who use it. By the /32 the scripts that set the
// network up tell it from the server's own; with `scope link` it would come before that one in the kernel's list, and dnsmasq take it for that.
// higher_prio_send_advert: of two that had it the one that gives it up answers first, so that the other one knows, and tells all whose it is
// (ARP); else who asked the loser last goes on asking it.
static void write_instance(struct buffer *b, const struct site *s, const struct network *n)
{
	char address[IPV4_TEXT];
	uint32_t floating = network_floating(n);

	ipv4_write(address, floating);
	buffer_printf(b,
		"vrrp_instance network%u {\n"
		"\tinterface %s\n"
		"\tstate BACKUP\n"
		"\tnopreempt\n"
		"\thigher_prio_send_advert\n"
		"\tversion 3\n"
		"\tadvert_int 1\n"
		"\tvirtual_router_id %u\n"
		"\tpriority %zu\n",
		n->number, n->interface, floating & 255 ? floating & 255 : 1,
		PRIORITY - s->servers.self);
	if (s->servers.count > 1)
		write_peers(b, s, n);
	buffer_printf(b,
		"\tvirtual_ipaddress {\n"
		"\t\t%s/32\n"
		"\t}\n"
		"}\n",
		address);
}

// Without a name it would ask the DNS for this machine's, and wait.
static void write_head(struct buffer *b, const struct site *s)
{
	buffer_printf(b, "global_defs {\n\trouter_id %s\n}\n",
		s->servers.count ? s->servers.item[s->servers.self].name : "orion");
}

void derive_keepalived(struct buffer *b, const struct site *s)
{
	if (servers_is_drained(&s->servers))
		return;
	for (size_t i = 0; i < s->networks.count; i++) {
		if (!network_floating(&s->networks.item[i]))
			continue;
		if (!b->n)
			write_head(b, s);
		write_instance(b, s, &s->networks.item[i]);
	}
}
