// SPDX-License-Identifier: MIT
// The network, from nothing to an address.
#include "net.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "boot.h"
#include "dhcp_run.h"
#include "error.h"
#include "file.h"
#include "modules.h"
#include "net_wait.h"
#include "rtnl.h"
#include "say.h"

static int set_address(struct net *n)
{
	int rc = rtnl_address(n->nif.index, &n->address, n->prefix, true);

	if (rc)
		return fail("E-NET-CONFIG", "%s: address %s/%u: %s", n->nif.name, n->address.text,
			n->prefix, strerror(-rc));
	if (n->gateway.family)
		rc = rtnl_default_route(n->nif.index, &n->gateway);
	if (rc)
		return fail("E-NET-CONFIG", "%s: gateway %s: %s", n->nif.name, n->gateway.text,
			strerror(-rc));
	n->up = true;
	return 0;
}

// The address is given: wait for the interface and its link, nothing else.
static int net_static(struct boot *b, int64_t deadline)
{
	struct netif list[NETIFS_MAX];

	for (;;) {
		unsigned n = net_wait_list(b, list);

		if (n > 1)
			return fail("E-CMDLINE",
				"orion.ip= gives an address, but BOOTIF= is "
				"missing and there are %u interfaces",
				n);
		if (n)
			netif_up(list[0].name, true);
		if (n && netif_carrier(list[0].name)) {
			b->net.nif = list[0];
			break;
		}
		if (net_wait_over(b, n, deadline))
			return -1;
		poll(NULL, 0, 20);
	}
	b->net.address = b->cmd.ip;
	b->net.prefix = b->cmd.prefix;
	b->net.gateway = b->cmd.gateway;
	b->net.patient = now_ms() + (int64_t)b->cmd.carrier * 1000;
	return set_address(&b->net);
}

static int net_dhcp(struct boot *b, int64_t deadline)
{
	struct dhcp_lease l;
	struct net *n = &b->net;

	if (dhcp_run(b, deadline, &n->nif, &l))
		return -1;
	addr_v4(&n->address, l.address);
	n->prefix = dhcp_prefix(&l);
	if (l.gateway)
		addr_v4(&n->gateway, l.gateway);
	for (int i = 0; i < 3 && l.dns[i]; i++)
		addr_v4(&n->dns[i], l.dns[i]);
	memcpy(n->hostname, l.hostname, sizeof n->hostname);
	memcpy(n->domain, l.domain, sizeof n->domain);
	addr_v4(&n->lease_server, l.server);
	n->lease_seconds = l.seconds;
	n->lease_start = now_ms();
	if (l.mtu >= 576 && l.mtu <= 9216)
		netif_mtu(n->nif.name, l.mtu);
	return set_address(n);
}

// A server with an IPv6 address needs one of ours, from router advertisements if not given.
static void wait_ipv6(struct boot *b)
{
	int64_t deadline = now_ms() + 10000;
	bool wanted = false;

	for (unsigned i = 0; i < b->cmd.root.servers; i++)
		wanted |= b->cmd.root.server[i].family == AF_INET6;
	while (wanted && !netif_has_ipv6(b->net.nif.name) && now_ms() < deadline)
		poll(NULL, 0, 100);
	if (wanted && !netif_has_ipv6(b->net.nif.name))
		say("net: %s has no IPv6 address yet", b->net.nif.name);
}

int net_up(struct boot *b)
{
	int64_t deadline = now_ms() + (int64_t)b->cmd.carrier * 1000;

	modules_load();
	if (b->cmd.ip.family ? net_static(b, deadline) : net_dhcp(b, deadline))
		return -1;
	netif_mac_text(b->mac, b->net.nif.mac);
	say("net: %s %s %s/%u%s%s %s", b->net.nif.name, b->mac, b->net.address.text, b->net.prefix,
		b->net.gateway.family ? " gateway " : "", b->net.gateway.text,
		b->net.lease_server.family ? "dhcp" : "static");
	wait_ipv6(b);
	return 0;
}

void net_forget(struct boot *b)
{
	if (b->net.up)
		rtnl_address(b->net.nif.index, &b->net.address, b->net.prefix, false);
	memset(&b->net, 0, sizeof b->net);
}
