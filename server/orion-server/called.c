// SPDX-License-Identifier: MIT
// Generations by their names.
#include "called.h"

#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "arena.h"
#include "error.h"
#include "site.h"

struct name {
	const char *role;
	uint64_t number;
	struct text digits;	// that the digest begins with
};

static const char *find_role(struct text t)
{
	for (size_t i = 0; i < SITE_ROLES; i++)
		if (text_is(t, site_roles[i]))
			return site_roles[i];
	return NULL;
}

static int parse(struct name *n, const char *said)
{
	const char *at = strchr(said, '@');
	struct text part[2];

	n->role = at ? find_role((struct text){ said, (size_t)(at - said) }) : NULL;
	if (!n->role)
		return fail(-E_DATA, "`%s` is no generation like node@7", said);
	size_t parts = text_fields(text_of(at + 1), '-', part, 2);
	n->digits = parts == 2 ? part[1] : TEXT("");
	for (size_t i = 0; i < n->digits.n; i++)
		if (!strchr("0123456789abcdef", n->digits.s[i]))
			parts = 3;
	if (parts > 2 || n->digits.n > DIGEST_HEX || (parts == 2 && !n->digits.n))
		return fail(-E_DATA, "`%s` is no generation like node@7-3fa9c1d2", said);
	return during(text_number(&n->number, part[0], 1, UINT32_MAX, "number"), "`%s`", said);
}

static int parse_of(struct name *n, const char *role, const char *said)
{
	int rc = parse(n, said);

	return rc || !strcmp(n->role, role)
		? rc
		: fail(-E_DATA, "`%s` is no generation of %ss like %s@7", said, role, role);
}

int called_check(const char *said)
{
	struct name n;

	return parse_of(&n, SITE_ROLE, said);
}

int called_number(const char *said, uint64_t *number)
{
	struct name n;
	int rc = parse(&n, said);

	*number = rc ? 0 : n.number;
	return rc;
}

static const struct generation *list(const struct site *s, const char *role, size_t *count)
{
	bool nodes = !strcmp(role, SITE_ROLE);

	*count = nodes ? s->generations : s->server_generations;
	return nodes ? s->generation : s->server_generation;
}

const struct generation *called_generation(const struct site *s, const char *said)
{
	char hex[DIGEST_HEX + 1];
	struct name n;
	size_t count;

	if (parse(&n, said))
		return NULL;
	const struct generation *g = list(s, n.role, &count);
	while (count && g->number != n.number)
		g++, count--;
	if (!count) {
		fail(-E_DATA, "there was no generation %s: `orion generations` lists them", said);
		return NULL;
	}
	digest_hex(&g->digest, hex);
	if (!memcmp(hex, n.digits.s, n.digits.n))
		return g;
	fail(-E_DATA, "%s@%" PRIu64 " is %.12s..., not %.*s", n.role, n.number, hex,
		TEXT_ARG(n.digits));
	return NULL;
}

int called_find(const struct site *s, const char *role, const char *said, struct digest *d)
{
	struct name n;
	int rc = parse_of(&n, role, said);
	const struct generation *g = rc ? NULL : called_generation(s, said);

	if (!g)
		return -E_DATA;
	*d = g->digest;
	return site_has(s, d) ? 0 : fail(-E_DATA, "%s is not on this server any more", said);
}

const char *called_name(const struct site *s, struct arena *a, const struct digest *d)
{
	char hex[DIGEST_HEX + 1];
	size_t count;

	for (size_t r = 0; r < SITE_ROLES; r++) {
		const struct generation *g = list(s, site_roles[r], &count);

		for (size_t i = 0; i < count; i++)
			if (digest_equal(&g[i].digest, d))
				return arena_printf(a, "%s@%" PRIu64, site_roles[r], g[i].number);
	}
	digest_hex(d, hex);
	return arena_printf(a, SITE_ROLE "@%.12s", hex);
}
