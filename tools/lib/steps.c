// SPDX-License-Identifier: MIT
// From what is installed to what is chosen, in a safe order.
#include <errno.h>
#include <string.h>

#include "arena.h"
#include "solve_impl.h"
#include "version.h"

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
	if (c->installed && !request_has(s->request, JOB_REINSTALL, c->name))
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
			!(s->request->upgrade || request_has(s->request, JOB_UPGRADE, p->name)))
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

int steps_make(struct solving *s)
{
	bool *stays = ARENA_ARRAY(s->arena, bool, s->u.installed->count);
	int rc = stays ? steps_in(s, stays) : -ENOMEM;

	if (!rc)
		rc = steps_out(s, stays);
	return rc ? rc : steps_kept(s, stays);
}
