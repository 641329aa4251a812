// SPDX-License-Identifier: MIT
// Leases of any bytes: what is taken has nothing in it that means something to dnsmasq.
#include "leases.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text t = { (const char *)data, n };
	struct arena a = { NULL };
	struct leases l;

	leases_parse_dnsmasq(&l, &a, t);
	if (!leases_parse(&l, &a, t))
		for (size_t i = 0; i < l.count; i++)
			if (l.item[i].mac[strspn(l.item[i].mac, "0123456789abcdef:")] ||
				l.item[i].address[strspn(l.item[i].address, "0123456789.")])
				abort();
	arena_free(&a);
	return 0;
}
