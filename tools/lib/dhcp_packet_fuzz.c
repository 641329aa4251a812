// SPDX-License-Identifier: MIT
// Fuzz target: a packet from the network: each option of it lies in it.
#include "dhcp_packet.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

struct area {
	const uint8_t *first, *end;
};

static void check(void *arg, uint8_t code, const uint8_t *v, size_t n)
{
	const struct area *a = arg;

	(void)code;
	if (v < a->first || v > a->end || n > (size_t)(a->end - v))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const uint8_t mac[6] = { 2, 0, 0, 1, 2, 3 };
	size_t size = n;
	const uint8_t *p = dhcp_unframe(data, &size, false);

	if (p && size >= DHCP_OPTIONS)
		dhcp_options(p, size, check, &(struct area){ p, p + size });
	dhcp_is_reply(data, n, 0, mac);
	if (n >= DHCP_OPTIONS)
		dhcp_options(data, n, check, &(struct area){ data, data + n });
	return 0;
}
