// SPDX-License-Identifier: MIT
// What the solver chose: without what nobody needs, checked, and as steps in a safe order.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "solve_impl.h"
#include "version.h"

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

// --- order: a package comes after what it needs

struct visit {
	uint32_t candidate;
	size_t need, by;	// where it goes on
};

struct order {
	const struct universe *u;
	const bool *member;
	bool *seen;
	struct visit *stack;	// depth is at most the number of candidates
	uint32_t *list;
	size_t count;
};

static int order_open(
	struct order *o, struct arena *a, const struct universe *u, const bool *member)
{
	*o = (struct order){ .u = u, .member = member };
	o->seen = ARENA_ARRAY(a, bool, u->candidates);
	o->stack = ARENA_ARRAY(a, struct visit, u->candidates);
	o->list = ARENA_ARRAY(a, uint32_t, u->candidates);
	return o->seen && o->stack && o->list ? 0 : -ENOMEM;
}

// The next member that it needs and that wasn't seen, or UNIVERSE_NONE.
static uint32_t next_needed(const struct order *o, struct visit *v)
{
	const struct numbers *needs = &o->u->candidate[v->candidate].needs;

	for (; v->need < needs->count; v->need++, v->by = 0) {
		const struct numbers *by = &o->u->relation[needs->item[v->need]].by;

		while (v->by < by->count) {
			uint32_t x = by->item[v->by++];

			if (o->member[x] && !o->seen[x])
				return x;
		}
	}
	return UNIVERSE_NONE;
}

static void order_from(struct order *o, uint32_t candidate)
{
	size_t depth = 0;

	if (!o->member[candidate] || o->seen[candidate])
		return;
	o->seen[candidate] = true;
	o->stack[depth++] = (struct visit){ .candidate = candidate };
	while (depth) {
		struct visit *v = o->stack + depth - 1;
		uint32_t x = next_needed(o, v);

		if (x == UNIVERSE_NONE) {
			o->list[o->count++] = v->candidate;
			depth--;
		} else {
			o->seen[x] = true;
			o->stack[depth++] = (struct visit){ .candidate = x };
		}
	}
}

// --- steps

static int add_step(struct solving *s, struct step step)
{
	struct plan *p = s->plan;

	p->step = arena_more(s->arena, p->step, p->steps, sizeof *p->step);
	if (!p->step)
		return -ENOMEM;
	p->step[p->steps++] = step;
	if (step.kind == STEP_KEEP)
		return 0;
	if (step.available) {
		p->fetch += step.available->pin.file_size;
		p->grows += step.available->installed_size;
	}
	return 0;
}

static bool has_job(const struct request *r, enum job_kind kind, struct text name)
{
	for (size_t i = 0; i < r->jobs; i++)
		if (r->job[i].kind == kind && text_equal(r->job[i].text, name))
			return true;
	return false;
}

static const struct index_package *newer_than(
	const struct solving *s, struct text name, struct text version)
{
	const struct index_package *x = universe_newest(&s->u, name);

	return x && version_compare(x->version, version) > 0 ? x : NULL;
}

// What becomes of a chosen one that is installed, in that version or another.
static int change(struct solving *s, const struct candidate *c, struct installed_package *p)
{
	struct step step = { .name = c->name, .available = c->available, .installed = p };
	int order = version_compare(c->version, p->version);

	step.kind = order > 0 ? STEP_UPGRADE : order < 0 ? STEP_DOWNGRADE : STEP_REINSTALL;
	if (order > 0)
		step.newest = newer_than(s, c->name, c->version);
	if (c->installed && !has_job(s->request, JOB_REINSTALL, c->name))
		return 0;
	return add_step(s, step);
}

static int steps_in(struct solving *s, bool *stays)
{
	struct order o;
	int rc = order_open(&o, s->arena, &s->u, s->chosen);

	if (rc)
		return rc;
	for (size_t i = 0; i < s->goals; i++)
		for (size_t k = 0; k < s->goal[i].of.count; k++)
			order_from(&o, s->goal[i].of.item[k]);
	for (size_t i = 0; !rc && i < o.count; i++) {
		const struct candidate *c = s->u.candidate + o.list[i];
		struct installed_package *p = installed_find(s->u.installed, c->name);

		if (p) {
			stays[p - s->u.installed->package] = true;
			rc = change(s, c, p);
		} else {
			rc = add_step(s,
				(struct step){
					STEP_INSTALL, c->name, c->available, NULL, NULL, false });
		}
	}
	return rc;
}

// What goes is a universe of its own: nothing of it needed to be loaded before.
static int order_gone(
	struct solving *s, struct installed *gone, struct universe *u, struct order *o)
{
	static const struct index *const no_index[] = { NULL };
	int rc = universe_open(u, s->arena, no_index, gone);
	uint32_t candidate;

	for (size_t i = 0; !rc && i < gone->count; i++)
		rc = universe_want_installed(u, gone->package[i].name, &candidate);
	if (!rc)
		rc = universe_finish(u);
	bool *all = rc ? NULL : ARENA_ARRAY(s->arena, bool, u->candidates);
	if (!rc)
		rc = all ? order_open(o, s->arena, u, all) : -ENOMEM;
	if (rc)
		return rc;
	memset(all, true, u->candidates * sizeof *all);
	for (size_t i = 0; i < u->candidates; i++)
		order_from(o, (uint32_t)i);
	return 0;
}

static int steps_out(struct solving *s, const bool *stays)
{
	const struct installed *in = s->u.installed;
	struct installed gone = { .package = ARENA_ARRAY(
					  s->arena, struct installed_package, in->count) };
	struct universe u;
	struct order o;

	if (!gone.package)
		return -ENOMEM;
	for (size_t i = 0; i < in->count; i++)
		if (!stays[i])
			gone.package[gone.count++] = in->package[i];
	if (!gone.count)
		return 0;
	int rc = order_gone(s, &gone, &u, &o);
	for (size_t i = rc ? 0 : o.count; !rc && i-- > 0;) {
		struct text name = u.candidate[o.list[i]].name;
		struct installed_package *p = installed_find(in, name);

		rc = add_step(s, (struct step){ STEP_REMOVE, name, NULL, p, NULL, false });
	}
	return rc;
}

static bool holds(const struct request *r, struct text name)
{
	for (size_t i = 0; i < r->held.count; i++)
		if (text_equal(r->held.item[i], name))
			return true;
	return false;
}

// The installed ones are sorted by name, and so is what is kept.
static int steps_kept(struct solving *s, const bool *stays)
{
	const struct installed *in = s->u.installed;
	int rc = 0;

	for (size_t i = 0; !rc && i < in->count; i++) {
		struct installed_package *p = in->package + i;
		bool changes = false;

		if (!stays[i] ||
			!(s->request->upgrade || has_job(s->request, JOB_UPGRADE, p->name)))
			continue;
		for (size_t k = 0; k < s->plan->steps; k++)
			changes = changes || s->plan->step[k].installed == p;
		struct step step = { .kind = STEP_KEEP, .name = p->name, .installed = p };
		step.newest = newer_than(s, p->name, p->version);
		step.held = holds(s->request, p->name);
		if (!changes && step.newest)
			rc = add_step(s, step);
	}
	return rc;
}

int settle_steps(struct solving *s)
{
	bool *stays = ARENA_ARRAY(s->arena, bool, s->u.installed->count);
	int rc = stays ? steps_in(s, stays) : -ENOMEM;

	if (!rc)
		rc = steps_out(s, stays);
	return rc ? rc : steps_kept(s, stays);
}
