// SPDX-License-Identifier: MIT
// Fuzz target: a packet from the network, once as it is and once as the options of a good reply.
// links: dhcp.c ../tools/lib/dhcp_packet.c
#include "dhcp.h"

#include <string.h>

#include "fuzz.h"

static const uint8_t mac[6] = { 0x52, 0x54, 0, 1, 2, 3 };

static void as_options(struct dhcp_client *c, const uint8_t *data, size_t n)
{
	static uint8_t p[240 + 4096] = { 2, 1, 6 };
	struct dhcp_reply r;

	n = n > 4096 ? 4096 : n;
	memcpy(p + 28, mac, 6);
	memcpy(p + 236, "\x63\x82\x53\x63", 4);
	memcpy(p + 240, data, n);
	dhcp_parse(c, p, 240 + n, &r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct dhcp_client c = { .hostname = "" };

	dhcp_start(&c, mac, 0, 0);
	as_options(&c, data, n);
	dhcp_input(&c, 0, data, n, false);
	c.state = DHCP_REQUESTING;
	dhcp_input(&c, 0, data, n, true);
	return 0;
}
