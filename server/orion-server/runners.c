// SPDX-License-Identifier: MIT
// Who runs from where.
#include "runners.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "ipv4.h"
#include "paths.h"
#include "running.h"
#include "servers.h"

enum { SOME = 4 };

static bool is_on(const struct server *s, const char *address)
{
	char own[IPV4_TEXT];

	for (size_t i = 0; i < s->section->key[KEY_SERVER_ADDRESS].count; i++) {
		ipv4_write(own, servers_address(s, i));
		if (!strcmp(own, address))
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
