// SPDX-License-Identifier: MIT
// What the solver chose: without what nobody needs, with nothing changed needlessly, and checked.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "solve_impl.h"

// --- dropping

// For each candidate, what rests on it. What must hold comes first: goals, then relations, in one row of conditions.
struct pruning {
	struct solving *s;
	struct numbers *holds;		// by candidate: the conditions that it satisfies
	struct numbers
		*wanted_by; // by condition: the chosen ones that need it; a goal is needed always
	uint32_t *count;		// by condition: the chosen ones that satisfy it
	uint32_t *dropped;		// what goes in this attempt
};

static size_t condition_of(const struct solving *s, uint32_t relation)
{
	return s->goals + relation;
}

static int add_condition(struct pruning *p, size_t condition, const struct numbers *of)
{
	int rc = 0;

	if (p->count[condition])
		return 0;
	for (size_t i = 0; !rc && i < of->count; i++) {
		if (!p->s->chosen[of->item[i]])
			continue;
		p->count[condition]++;
		rc = numbers_add(p->s->arena, p->holds + of->item[i], (uint32_t)condition);
	}
	return rc;
}

static int prepare(struct pruning *p)
{
	struct solving *s = p->s;
	size_t conditions = s->goals + s->u.relations;
	int rc = 0;

	p->holds = ARENA_ARRAY(s->arena, struct numbers, s->u.candidates);
	p->wanted_by = ARENA_ARRAY(s->arena, struct numbers, conditions);
	p->count = ARENA_ARRAY(s->arena, uint32_t, conditions);
	p->dropped = ARENA_ARRAY(s->arena, uint32_t, s->u.candidates);
	if (!p->holds || !p->wanted_by || !p->count || !p->dropped)
		return -ENOMEM;
	for (size_t i = 0; !rc && i < s->goals; i++)
		if (!s->goal[i].none)
			rc = add_condition(p, i, &s->goal[i].of);
	for (size_t i = 0; !rc && i < s->u.candidates; i++) {
		const struct numbers *needs = &s->u.candidate[i].needs;

		for (size_t k = 0; !rc && s->chosen[i] && k < needs->count; k++) {
			size_t condition = condition_of(s, needs->item[k]);

			rc = add_condition(p, condition, &s->u.relation[needs->item[k]].by);
			if (!rc)
				rc = numbers_add(s->arena, p->wanted_by + condition, (uint32_t)i);
		}
	}
	return rc;
}

// Takes one off the conditions that a candidate satisfies; those that need what nobody satisfies any more go too.
// False when a goal is among these.
static bool let_go(struct pruning *p, uint32_t candidate, size_t *dropped)
{
	const struct numbers *holds = p->holds + candidate;
	bool fine = true;

	for (size_t i = 0; i < holds->count; i++) {
		uint32_t condition = holds->item[i];

		if (--p->count[condition])
			continue;
		if (condition < p->s->goals)
			fine = false;
		for (size_t k = 0; k < p->wanted_by[condition].count; k++) {
			uint32_t needy = p->wanted_by[condition].item[k];

			if (p->s->chosen[needy]) {
				p->s->chosen[needy] = false;
				p->dropped[(*dropped)++] = needy;
			}
		}
	}
	return fine;
}

// Drops a candidate and all that can't be without it, unless a goal couldn't either.
static void try_drop(struct pruning *p, uint32_t candidate)
{
	size_t dropped = 1, done = 0;
	bool fine = true;

	p->dropped[0] = candidate;
	p->s->chosen[candidate] = false;
	while (fine && done < dropped)
		fine = let_go(p, p->dropped[done++], &dropped);
	if (fine)
		return;
	while (done-- > 0)
		for (size_t i = 0; i < p->holds[p->dropped[done]].count; i++)
			p->count[p->holds[p->dropped[done]].item[i]]++;
	while (dropped-- > 0)
		p->s->chosen[p->dropped[dropped]] = true;
}

// The least preferred first.
static int prune(struct solving *s, const uint32_t *by_preference)
{
	struct pruning p = { .s = s };
	int rc = prepare(&p);

	for (size_t i = rc ? 0 : s->u.candidates; i-- > 0;)
		if (s->chosen[by_preference[i]])
			try_drop(&p, by_preference[i]);
	return rc;
}

// --- checking

static bool some_chosen(const struct solving *s, const struct numbers *of, uint32_t but)
{
	for (size_t i = 0; i < of->count; i++)
		if (s->chosen[of->item[i]] && of->item[i] != but)
			return true;
	return false;
}

static bool candidate_valid(const struct solving *s, uint32_t candidate)
{
	const struct candidate *c = s->u.candidate + candidate;
	const struct asked *r = s->u.relation;

	for (size_t i = 0; i < c->needs.count; i++)
		if (!some_chosen(s, &r[c->needs.item[i]].by, UNIVERSE_NONE))
			return false;
	for (size_t i = 0; i < c->conflicts.count; i++)
		if (some_chosen(s, &r[c->conflicts.item[i]].by, candidate))
			return false;
	for (size_t i = 0; i < c->replaces.count; i++)
		if (some_chosen(s, &r[c->replaces.item[i]].by, candidate))
			return false;
	return true;
}

bool settle_valid(const struct solving *s)
{
	bool *have = s->have;

	memset(have, false, s->u.groups * sizeof *have);
	for (size_t i = 0; i < s->goals; i++)
		if (some_chosen(s, &s->goal[i].of, UNIVERSE_NONE) == s->goal[i].none)
			return false;
	for (size_t i = 0; i < s->u.candidates; i++) {
		if (!s->chosen[i])
			continue;
		if (have[s->u.candidate[i].group] || !candidate_valid(s, (uint32_t)i))
			return false;
		have[s->u.candidate[i].group] = true;
	}
	return true;
}

// --- better versions, where all else can stay as it is

static bool improve_one(struct solving *s, const uint32_t *by_preference, size_t at)
{
	uint32_t x = by_preference[at], newest = s->u.newest[s->u.candidate[x].group];

	if (s->u.candidate[newest].rank == 1)	// it is the only one of its name
		return false;
	for (size_t i = 0; i < at; i++) {
		uint32_t better = by_preference[i];

		if (s->u.candidate[better].group != s->u.candidate[x].group)
			continue;
		s->chosen[x] = false;
		s->chosen[better] = true;
		if (settle_valid(s))
			return true;
		s->chosen[x] = true;
		s->chosen[better] = false;
	}
	return false;
}

// Each change is to something that is preferred, so that this ends.
int settle(struct solving *s, const uint32_t *preference)
{
	size_t n = s->u.candidates;
	uint32_t *by_preference = ARENA_ARRAY(s->arena, uint32_t, n);
	bool better = true;
	int rc = by_preference ? 0 : -ENOMEM;

	for (size_t i = 0; !rc && i < n; i++)
		by_preference[preference[i]] = (uint32_t)i;
	while (!rc && better) {
		better = false;
		rc = prune(s, by_preference);
		for (size_t i = 0; !rc && i < n; i++)
			if (s->chosen[by_preference[i]])
				better = improve_one(s, by_preference, i) || better;
	}
	return rc;
}
