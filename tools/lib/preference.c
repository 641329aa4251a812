// SPDX-License-Identifier: MIT
// What is better than what: which candidates come first, and what is tried to have beside the goals.
#include <errno.h>
#include <stdlib.h>

#include "arena.h"
#include "solve_impl.h"

struct preference {
	int tier;
	uint64_t place;
	uint32_t rank, candidate;
};

static int preference_order(const void *a, const void *b)
{
	const struct preference *x = a, *y = b;

	if (x->tier != y->tier)
		return x->tier - y->tier;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return (x->rank < y->rank) - (x->rank > y->rank);
}

// The installed one that a package replaces and that is to be upgraded, or NULL.
static const struct candidate *replaced_by(const struct solving *s, const struct candidate *c)
{
	const struct universe *u = &s->u;

	for (size_t i = 0; i < c->replaces.count; i++) {
		const struct numbers *by = &u->relation[c->replaces.item[i]].by;

		for (size_t k = 0; k < by->count; k++) {
			const struct candidate *old = u->candidate + by->item[k];

			if (old->installed && request_upgrades(s->request, old->name))
				return old;
		}
	}
	return NULL;
}

// What is installed comes first, then other versions of that, then the rest, each in the order in which names were met
// and from the newest to the oldest version. In an upgrade versions of what is installed are as good as that, and so are
// those of a name whose newest version replaces it.
static struct preference preference_for(const struct solving *s, uint32_t candidate)
{
	const struct candidate *c = s->u.candidate + candidate;
	bool installed = installed_find(s->u.installed, c->name);
	const struct candidate *newest = s->u.candidate + s->u.newest[c->group];
	const struct candidate *old = installed ? NULL : replaced_by(s, newest);
	struct preference p = { .rank = c->rank, .candidate = candidate };

	p.place = old ? 2 * (uint64_t)old->group : 2 * (uint64_t)c->group + 1;
	if (c->installed || old)
		p.tier = 0;
	else if (installed)
		p.tier = request_upgrades(s->request, c->name) ? 0 : 1;
	else
		p.tier = 2;
	return p;
}

// By candidate: the lower, the better.
uint32_t *preferences_make(struct solving *s)
{
	size_t n = s->u.candidates;
	struct preference *list = ARENA_ARRAY(s->arena, struct preference, n);
	uint32_t *place = ARENA_ARRAY(s->arena, uint32_t, n);

	if (!list || !place)
		return NULL;
	for (size_t i = 0; i < n; i++)
		list[i] = preference_for(s, (uint32_t)i);
	if (n)
		qsort(list, n, sizeof *list, preference_order);
	for (size_t i = 0; i < n; i++)
		place[list[i].candidate] = (uint32_t)i;
	return place;
}

// --- hopes: conditions that may be dropped

static bool ruled_out(const struct solving *s, uint32_t candidate)
{
	for (size_t i = 0; i < s->goals; i++)
		if (s->goal[i].none && numbers_have(&s->goal[i].of, candidate))
			return true;
	return false;
}

static int add_best(struct solving *s, const uint32_t *preference, const struct numbers *of,
	struct numbers *hopes)
{
	uint32_t best = UNIVERSE_NONE;

	for (size_t i = 0; i < of->count; i++)
		if ((best == UNIVERSE_NONE || preference[of->item[i]] < preference[best]) &&
			!ruled_out(s, of->item[i]))
			best = of->item[i];
	return best == UNIVERSE_NONE ? 0 : numbers_add(s->arena, hopes, best);
}

static int want_best(struct solving *s, const uint32_t *preference, struct numbers *hopes)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < s->goals; i++) {
		const struct goal *g = s->goal + i;

		if (g->kind == GOAL_DOWNGRADE ||
			(g->kind == GOAL_WISH && (g->new || s->request->upgrade)))
			rc = add_best(s, preference, &g->of, hopes);
	}
	for (size_t i = 0; !rc && i < s->request->jobs; i++) {
		struct numbers of = { 0 };

		if (s->request->job[i].kind != JOB_UPGRADE)
			continue;
		for (size_t k = 0; !rc && k < s->u.candidates; k++)
			if (text_equal(s->u.candidate[k].name, s->request->job[i].text))
				rc = numbers_add(s->arena, &of, (uint32_t)k);
		if (!rc)
			rc = add_best(s, preference, &of, hopes);
	}
	return rc;
}

// Takes in those that are installed.
static int keep_these(struct solving *s, const struct numbers *of, bool *seen, struct numbers *keep)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < of->count; i++) {
		uint32_t x = of->item[i];

		if (!s->u.candidate[x].installed || seen[x])
			continue;
		seen[x] = true;
		rc = numbers_add(s->arena, keep, x);
	}
	return rc;
}

static int want_kept(struct solving *s, struct numbers *hopes)
{
	bool *seen = ARENA_ARRAY(s->arena, bool, s->u.candidates);
	struct numbers keep = { 0 };
	int rc = seen ? 0 : -ENOMEM;

	for (size_t i = 0; !rc && i < s->goals; i++)
		if (!s->goal[i].none)
			rc = keep_these(s, &s->goal[i].of, seen, &keep);
	for (size_t i = 0; !rc && i < keep.count; i++) {
		const struct candidate *c = s->u.candidate + keep.item[i];

		for (size_t k = 0; !rc && k < c->needs.count; k++)
			rc = keep_these(s, &s->u.relation[c->needs.item[k]].by, seen, &keep);
		if (!rc && !ruled_out(s, keep.item[i]) && !request_upgrades(s->request, c->name))
			rc = numbers_add(s->arena, hopes, keep.item[i]);
	}
	return rc;
}

int hopes_make(struct solving *s, const uint32_t *preference, struct numbers *hopes)
{
	int rc = want_best(s, preference, hopes);

	return rc || s->request->upgrade ? rc : want_kept(s, hopes);
}
