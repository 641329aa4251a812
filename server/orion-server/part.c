// SPDX-License-Identifier: MIT
// Dividing a range.
#include "part.h"

#include "error.h"
#include "site.h"

int part_whole(uint32_t *first, uint32_t *last, const struct site *s, const struct network *n)
{
	const struct values *said = &n->section->key[KEY_RANGE];
	const struct prefix *p = &n->prefix;

	if (!said->count) {
		*first = prefix_network(p) + 100;
		*last = *first + 99;
		return p->length <= 24
			? 0
			: conf_fail(&s->conf, n->section->line,
				  "range: a network of /%u is too small for the usual one: say it",
				  p->length);
	}
	int rc = ipv4_parse_range(first, last, text_of(said->item->s));
	if (!rc)
		rc = prefix_check(p, *first);
	if (!rc)
		rc = prefix_check(p, *last);
	return rc ? conf_at(&s->conf, said->item->line, during(rc, "range")) : 0;
}

int part_own(uint32_t *first, uint32_t *last, const struct site *s, const struct network *n)
{
	const struct servers *all = &s->servers;
	uint64_t from = *first, size = (uint64_t)*last - *first + 1;

	if (all->count < 2)
		return 0;
	if (size < all->count)
		return conf_fail(&s->conf, n->section->line,
			"range: %u addresses are too few for %zu servers", (unsigned)size,
			all->count);
	*first = (uint32_t)(from + size * all->self / all->count);
	*last = (uint32_t)(from + size * (all->self + 1) / all->count - 1);
	return 0;
}
