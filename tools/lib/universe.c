// SPDX-License-Identifier: MIT
// Loading of packages. A package is known by a number first: its place in the indexes, one after the other, and behind
// these its place in the list of installed ones. It becomes a candidate when somebody asks for it.
#include "universe.h"

#include <errno.h>
#include <stdlib.h>

#include "arena.h"
#include "relation.h"
#include "universe_impl.h"
#include "version.h"

bool numbers_have(const struct numbers *n, uint32_t x)
{
	for (size_t i = 0; i < n->count; i++)
		if (n->item[i] == x)
			return true;
	return false;
}

int numbers_add(struct arena *a, struct numbers *n, uint32_t x)
{
	n->item = arena_more(a, n->item, n->count, sizeof *n->item);
	if (!n->item)
		return -ENOMEM;
	n->item[n->count++] = x;
	return 0;
}

// --- candidates

// The number under which a package counts: an installed one and its twin are one, and so is what stands in two indexes.
static uint32_t canonical(const struct universe *u, uint32_t package)
{
	size_t n = u->tables->available;
	const struct index_package *p;

	if (package >= n) {
		uint32_t twin = u->tables->twin[package - n];

		return twin == UNIVERSE_NONE ? package : twin;
	}
	if (package < u->index[0]->packages)
		return package;
	p = universe_package(u, package);
	return universe_find(u, p->name, p->version, &p);
}

// package must be canonical.
static int load(struct universe *u, uint32_t package, uint32_t *number)
{
	struct universe_tables *t = u->tables;
	struct candidate c = { 0 };

	*number = t->candidate_of[package];
	if (*number != UNIVERSE_NONE)
		return 0;
	if (package < t->available) {
		c.available = universe_package(u, package);
		struct installed_package *p = installed_find(u->installed, c.available->name);
		if (p && t->twin[p - u->installed->package] == package)
			c.installed = p;
	} else {
		c.installed = u->installed->package + (package - t->available);
	}
	c.name = c.available ? c.available->name : c.installed->name;
	c.version = c.available ? c.available->version : c.installed->version;
	u->candidate = arena_more(u->arena, u->candidate, u->candidates, sizeof *u->candidate);
	if (!u->candidate)
		return -ENOMEM;
	*number = (uint32_t)u->candidates;
	t->candidate_of[package] = *number;
	u->candidate[u->candidates++] = c;
	return 0;
}

// Who satisfies a relation: all of them are loaded, or (load_them false) those that are loaded already count.
struct search {
	struct universe *u;
	struct numbers *by;
	bool load_them;
	int rc;
};

static void found(struct search *s, uint32_t package)
{
	const struct universe_tables *t = s->u->tables;
	uint32_t as = canonical(s->u, package), number = t->candidate_of[as];

	if (s->rc || (as != package && package < t->available))
		return;	// another index has it before
	if (s->load_them)
		s->rc = load(s->u, as, &number);
	if (!s->rc && number != UNIVERSE_NONE && !numbers_have(s->by, number))
		s->rc = numbers_add(s->u->arena, s->by, number);
}

static void search_name(struct search *s, const struct relation *r)
{
	const struct universe *u = s->u;
	size_t before = 0, count = 0;

	for (size_t i = 0; u->index[i]; before += u->index[i++]->packages) {
		const struct index_package *x = index_find(u->index[i], r->name, &count);

		while (count-- > 0)
			if (relation_match(r, x[count].version))
				found(s,
					(uint32_t)(before +
						(size_t)(x + count - u->index[i]->package)));
	}
	const struct installed_package *p = installed_find(u->installed, r->name);
	if (p && relation_match(r, p->version))
		found(s, (uint32_t)(before + (size_t)(p - u->installed->package)));
}

static void search_provided(struct search *s, const struct relation *r)
{
	struct universe_tables *t = s->u->tables;
	uint32_t at = t->chain[text_hash(r->name) & t->chain_mask];

	for (; at != UNIVERSE_NONE; at = t->provided[at].next) {
		const struct provided *p = t->provided + at;

		if (text_equal(p->name, r->name) && relation_match(r, p->version))
			found(s, p->package);
	}
}

static int number_order(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int search(struct universe *u, struct asked *asked, bool load_them)
{
	struct search s = { .u = u, .by = &asked->by, .load_them = load_them };
	struct text rest = asked->text;

	for (struct relation r; !s.rc && relation_next(&rest, &r);) {
		search_name(&s, &r);
		if (!asked->replaces)
			search_provided(&s, &r);
	}
	if (!s.rc && asked->by.count)
		qsort(asked->by.item, asked->by.count, sizeof *asked->by.item, number_order);
	return s.rc;
}

// --- relations, each text once

static uint32_t *slot(const struct universe *u, struct text text, bool replaces)
{
	struct universe_tables *t = u->tables;
	uint32_t at = (text_hash(text) + replaces) & t->known_mask;

	for (; t->known[at]; at = (at + 1) & t->known_mask) {
		const struct asked *x = u->relation + t->known[at] - 1;

		if (x->replaces == replaces && text_equal(x->text, text))
			break;
	}
	return t->known + at;
}

static int grow_known(struct universe *u)
{
	struct universe_tables *t = u->tables;
	uint32_t size = (t->known_mask + 1) * 2;

	t->known = ARENA_ARRAY(u->arena, uint32_t, size);
	if (!t->known)
		return -ENOMEM;
	t->known_mask = size - 1;
	for (size_t i = 0; i < u->relations; i++)
		*slot(u, u->relation[i].text, u->relation[i].replaces) = (uint32_t)i + 1;
	return 0;
}

static int relation_number(
	struct universe *u, struct text text, bool replaces, bool load_them, uint32_t *number)
{
	uint32_t *known = slot(u, text, replaces);

	if (*known) {
		*number = *known - 1;
		return 0;
	}
	u->relation = arena_more(u->arena, u->relation, u->relations, sizeof *u->relation);
	if (!u->relation)
		return -ENOMEM;
	struct asked asked = { .text = text, .replaces = replaces };
	int rc = search(u, &asked, load_them);

	if (rc)
		return rc;
	*number = (uint32_t)u->relations;
	u->relation[u->relations++] = asked;
	*known = *number + 1;
	return u->relations * 2 > u->tables->known_mask ? grow_known(u) : 0;
}

int universe_want(struct universe *u, struct text relation, uint32_t *number)
{
	return relation_number(u, relation, false, true, number);
}

int universe_want_installed(struct universe *u, struct text name, uint32_t *candidate)
{
	struct installed_package *p = installed_find(u->installed, name);

	*candidate = UNIVERSE_NONE;
	if (!p)
		return 0;
	size_t package = u->tables->available + (size_t)(p - u->installed->package);

	return load(u, canonical(u, (uint32_t)package), candidate);
}

// --- to the end

static int numbers_of(struct universe *u, size_t candidate, enum saying what, struct numbers *list)
{
	const struct candidate *c = u->candidate + candidate;
	struct words w = c->available ? words_of_index(c->available, what)
				      : words_of_manifest(c->installed->manifest, what);

	for (struct text text; words_next(&w, &text);) {
		uint32_t number;
		int rc = relation_number(u, text, what == REPLACES, what == NEEDS, &number);

		if (!rc)
			rc = numbers_add(u->arena, list, number);
		if (rc)
			return rc;
	}
	return 0;
}

static int name_order(const void *a, const void *b, void *arg)
{
	const struct universe *u = arg;
	const struct candidate *x = u->candidate + *(const uint32_t *)a;
	const struct candidate *y = u->candidate + *(const uint32_t *)b;
	int order = text_compare(x->name, y->name);

	if (!order)
		order = version_compare(x->version, y->version);
	return order ? order : !x->installed - !y->installed;
}

// The candidates of one name: their ranks, and as group for now the one that was met first.
static void make_group(struct universe *u, const uint32_t *same, size_t count)
{
	uint32_t first = same[0];

	for (size_t i = 1; i < count; i++)
		if (same[i] < first)
			first = same[i];
	for (size_t i = 0; i < count; i++) {
		u->candidate[same[i]].rank = (uint32_t)i + 1;
		u->candidate[same[i]].group = first;
	}
}

static int make_groups(struct universe *u)
{
	uint32_t *by_name = ARENA_ARRAY(u->arena, uint32_t, u->candidates);
	uint32_t *group = ARENA_ARRAY(u->arena, uint32_t, u->candidates);

	u->newest = ARENA_ARRAY(u->arena, uint32_t, u->candidates);
	if (!by_name || !group || !u->newest)
		return -ENOMEM;
	for (size_t i = 0; i < u->candidates; i++)
		by_name[i] = (uint32_t)i;
	if (u->candidates)
		qsort_r(by_name, u->candidates, sizeof *by_name, name_order, u);
	for (size_t from = 0, to; from < u->candidates; from = to) {
		for (to = from + 1; to < u->candidates; to++)
			if (!text_equal(u->candidate[by_name[to]].name,
				    u->candidate[by_name[from]].name))
				break;
		make_group(u, by_name + from, to - from);
	}
	for (size_t i = 0; i < u->candidates; i++) {
		struct candidate *c = u->candidate + i;

		if (c->group == i) {
			u->newest[u->groups] = (uint32_t)i;
			group[i] = (uint32_t)u->groups++;
		}
		c->group = group[c->group];
		if (c->rank > u->candidate[u->newest[c->group]].rank)
			u->newest[c->group] = (uint32_t)i;
	}
	return 0;
}

int universe_finish(struct universe *u)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < u->candidates; i++) {
		struct numbers needs = { 0 };

		rc = numbers_of(u, i, NEEDS, &needs);
		u->candidate[i].needs = needs;
	}
	for (size_t i = 0; !rc && i < u->candidates; i++) {
		struct candidate *c = u->candidate + i;

		rc = numbers_of(u, i, CONFLICTS, &c->conflicts);
		if (!rc)
			rc = numbers_of(u, i, REPLACES, &c->replaces);
	}
	return rc ? rc : make_groups(u);
}

const struct index_package *universe_newest(const struct universe *u, struct text name)
{
	const struct index_package *newest = NULL;

	for (size_t i = 0; u->index[i]; i++) {
		size_t count = 0;
		const struct index_package *x = index_find(u->index[i], name, &count);

		if (count &&
			(!newest || version_compare(x[count - 1].version, newest->version) > 0))
			newest = x + count - 1;
	}
	return newest;
}
