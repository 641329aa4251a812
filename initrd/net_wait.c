// SPDX-License-Identifier: MIT
// Waiting for interfaces and links.
#include "net_wait.h"

#include <stdio.h>
#include <string.h>

#include "boot.h"
#include "error.h"
#include "file.h"
#include "modules.h"

enum { NIC_MS = 15000 };	// a machine without any interface is told so after this time

unsigned net_wait_list(const struct boot *b, struct netif *list)
{
	struct netif all[NETIFS_MAX];
	unsigned n = netif_list(all), kept = 0;

	for (unsigned i = 0; i < n; i++)
		if (!b->cmd.has_bootif || !memcmp(all[i].mac, b->cmd.bootif, 6))
			list[kept++] = all[i];
	return kept;
}

static int no_interface(void)
{
	char orphans[128];

	netif_orphans(orphans, sizeof orphans);
	if (orphans[0])
		return fail("E-NET-NO-NIC", "no driver for the network device%s", orphans);
	return fail("E-NET-NO-NIC", "this machine has no network interface");
}

static int no_bootif(const struct boot *b, const struct netif *list, unsigned n)
{
	char mac[18], have[160] = "";

	for (unsigned i = 0; i < n && strlen(have) < 120; i++) {
		netif_mac_text(mac, list[i].mac);
		snprintf(have + strlen(have), sizeof have - strlen(have), " %s", mac);
	}
	netif_mac_text(mac, b->cmd.bootif);
	return fail(
		"E-NET-BOOTIF", "no interface has the address %s of BOOTIF; there is%s", mac, have);
}

static int no_link(const struct boot *b)
{
	struct netif list[NETIFS_MAX];
	unsigned n = net_wait_list(b, list);

	for (unsigned i = 0; i < n; i++)
		if (netif_carrier(list[i].name))
			return fail("E-NET-DHCP", "no DHCP server answered in %u s on %s",
				b->cmd.carrier, list[i].name);
	return fail("E-NET-NO-LINK", "%s has no link after %u s",
		n == 1 ? list[0].name : "no interface", b->cmd.carrier);
}

bool net_wait_over(const struct boot *b, unsigned n, int64_t deadline)
{
	static int64_t next_look;
	struct netif all[NETIFS_MAX];
	int64_t now = now_ms(), nic_deadline = deadline - (int64_t)b->cmd.carrier * 1000 + NIC_MS;

	if (!n && now >= (nic_deadline < deadline ? nic_deadline : deadline)) {
		unsigned there = netif_list(all);

		if (there)
			no_bootif(b, all, there);
		else
			no_interface();
		return true;
	}
	if (now >= deadline) {
		no_link(b);
		return true;
	}
	if (now >= next_look) {
		modules_load();
		next_look = now_ms() + (n ? 2000 : 250);	// USB devices appear after the start
	}
	return false;
}
