// SPDX-License-Identifier: MIT
// Writing a new orion.conf.
#include "new_conf.h"

#include <string.h>

#include "buffer.h"

void new_conf_range(struct new_conf *n)
{
	uint32_t network = prefix_network(&n->prefix), own = n->prefix.address;
	uint32_t last = network | ~prefix_mask(&n->prefix);

	n->first = network + 100;
	n->last = network + 199;
	if (n->prefix.length <= 24 && (own < n->first || own > n->last))
		return;
	n->first = own - network > last - own ? network + 1 : own + 1;
	n->last = own - network > last - own ? own - 1 : last - 1;
}

static bool is(const struct new_conf *n, const char *dhcp)
{
	return !strcmp(n->dhcp, dhcp);
}

static void write_dhcp(struct buffer *b, const struct new_conf *n)
{
	char first[IPV4_TEXT], last[IPV4_TEXT];

	ipv4_write(first, n->first);
	ipv4_write(last, n->last);
	if (is(n, "full"))
		buffer_printf(b,
			"\t# This is the network's only DHCP server. `proxy`: another one gives the addresses.\n"
			"\tdhcp = full\n"
			"\t# Addresses for machines without one of their own.\n"
			"\trange = %s-%s\n"
			"\t# A machine that is no node of this file boots, too. `local`: its own disk; `ignore`: no answer.\n"
			"\tunknown = boot\n",
			first, last);
	else if (is(n, "proxy"))
		buffer_printf(b,
			"\t# Another DHCP server gives the addresses, this one adds what to boot.\n"
			"\tdhcp = proxy\n"
			"\t# A machine that is no node of this file starts its own disk. `boot`: it boots from here.\n"
			"\tunknown = local\n");
	else
		buffer_printf(b,
			"\t# Another server gives addresses and says what to boot.\n"
			"\tdhcp = off\n");
}

void new_conf_write(struct buffer *b, const struct new_conf *n)
{
	char address[IPV4_TEXT];

	ipv4_write(address, n->prefix.address);
	buffer_printf(b,
		"# What this server serves, and to whom: orion.conf(5). `orion plan` shows what a change makes, `orion apply` makes it so.\n"
		"version = 1\n"
		"\n"
		"network nodes {\n"
		"\tinterface = %s\n",
		n->interface);
	if (n->prefix.length)
		buffer_printf(b, "\taddress = %s/%u\n", address, n->prefix.length);
	else
		buffer_printf(b, "\taddress = dhcp\n");
	write_dhcp(b, n);
	buffer_printf(b,
		"}\n"
		"\n"
		"# A machine with a name, and what it gets:\n"
		"#\n"
		"#node n1 {\n"
		"#\tmac = 52:54:00:0b:00:01\n"
		"#\troot = image\n"
		"#}\n");
}
