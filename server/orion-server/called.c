// SPDX-License-Identifier: MIT
// Generations by their names.
#include "called.h"

#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "arena.h"
#include "error.h"
#include "site.h"

#define PREFIX SITE_ROLE "@"

struct name {
	uint64_t number;
	struct text digits;	// that the digest begins with
};

static int parse(struct name *n, const char *said)
{
	struct text part[2];

	if (strncmp(said, PREFIX, sizeof PREFIX - 1))
		return fail(-E_DATA, "`%s` is no generation of nodes like node@7", said);
	size_t parts = text_fields(text_of(said + sizeof PREFIX - 1), '-', part, 2);
	n->digits = parts == 2 ? part[1] : TEXT("");
	for (size_t i = 0; i < n->digits.n; i++)
		if (!strchr("0123456789abcdef", n->digits.s[i]))
			parts = 3;
	if (parts > 2 || n->digits.n > DIGEST_HEX || (parts == 2 && !n->digits.n))
		return fail(-E_DATA, "`%s` is no generation of nodes like node@7-3fa9c1d2", said);
	return during(text_number(&n->number, part[0], 1, UINT32_MAX, "number"), "`%s`", said);
}

int called_check(const char *said)
{
	struct name n;

	return parse(&n, said);
}

int called_number(const char *said, uint64_t *number)
{
	struct name n;
	int rc = parse(&n, said);

	*number = rc ? 0 : n.number;
	return rc;
}

int called_find(const struct site *s, const char *said, struct digest *d)
{
	char hex[DIGEST_HEX + 1];
	struct name n;
	int rc = parse(&n, said);

	for (size_t i = 0; !rc && i < s->generations; i++) {
		if (s->generation[i].number != n.number)
			continue;
		*d = s->generation[i].digest;
		digest_hex(d, hex);
		if (memcmp(hex, n.digits.s, n.digits.n))
			return fail(-E_DATA, "%s%" PRIu64 " is %.12s..., not %.*s", PREFIX,
				n.number, hex, TEXT_ARG(n.digits));
		return site_has(s, d) ? 0
				      : fail(-E_DATA, "%s is not on this server any more", said);
	}
	return rc
		? rc
		  : fail(-E_DATA, "there was no generation %s: `orion generations` lists them", said);
}

const char *called_name(const struct site *s, struct arena *a, const struct digest *d)
{
	char hex[DIGEST_HEX + 1];

	for (size_t i = 0; i < s->generations; i++)
		if (digest_equal(&s->generation[i].digest, d))
			return arena_printf(a, PREFIX "%" PRIu64, s->generation[i].number);
	digest_hex(d, hex);
	return arena_printf(a, PREFIX "%.12s", hex);
}
