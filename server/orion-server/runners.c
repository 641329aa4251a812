// SPDX-License-Identifier: MIT
// Who runs from where.
#include "runners.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "ipv4.h"
#include "network.h"
#include "paths.h"
#include "running.h"
#include "servers.h"

enum { SOME = 4 };

// By an address of orion.conf, or one of full mode.
static bool is_on(const struct server *s, const char *address)
{
	for (size_t i = 0; i < s->section->key[KEY_SERVER_ADDRESS].count; i++) {
		uint32_t own = servers_address(s, i);
		char ipv4[IPV4_TEXT], number[20] = "", ipv6[64];

		ipv4_write(ipv4, own);
		if (i)
			snprintf(number, sizeof number, "%zx:", i);
		snprintf(ipv6, sizeof ipv6, NETWORK_IPV6 "%s:%u", number, own & 255);
		if (!strcmp(address, ipv4) || !strcmp(address, ipv6))
			return true;
	}
	return false;
}

int runners_of(size_t *count, const char **names, struct arena *a, const struct server *s)
{
	uint64_t now = (uint64_t)time(NULL);
	struct running_table t;
	int rc = running_load(&t, a, paths.base);

	*count = 0;
	*names = "";
	for (size_t i = 0; !rc && i < t.count; i++) {
		if (!t.item[i].server || !running_is_on(&t, i, now) || !is_on(s, t.item[i].server))
			continue;
		if ((*count)++ < SOME)
			*names = arena_printf(
				a, "%s%s%s", *names, *count > 1 ? ", " : "", t.item[i].name);
		rc = *names ? 0 : -ENOMEM;
	}
	if (!rc && *count > SOME)
		*names = arena_printf(a, "%s and %zu more", *names, *count - SOME);
	return rc || *names ? rc : -ENOMEM;
}
