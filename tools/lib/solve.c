// SPDX-License-Identifier: MIT
// From a request to a choice of packages, by libsolv. Versions aren't libsolv's business here: each relation is an
// opaque name in its pool, and the candidates that satisfy it (relation.h decides) provide that name. It sees no installed
// packages either: that what is there stays is said by preferences and by conditions that it may drop. So its answer
// doesn't depend on which distribution's rules it was compiled for.
#include "solve.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <solv/pool.h>
#include <solv/repo.h>
#include <solv/solver.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "relation.h"
#include "solve_impl.h"
#include "version.h"
#include "wish.h"

static bool job_names(const struct job *j, enum job_kind kind, struct text name)
{
	return j->kind == kind && text_equal(j->text, name);
}

static bool asked_for(const struct request *r, enum job_kind kind, struct text text)
{
	for (size_t i = 0; i < r->jobs; i++)
		if (job_names(r->job + i, kind, text))
			return true;
	return false;
}

static bool upgrades(const struct request *r, struct text name)
{
	return r->upgrade || asked_for(r, JOB_UPGRADE, name);
}

// --- the wish after the jobs

static int not_there(struct text name, const char *how)
{
	return fail(-E_NO, "%.*s is %s", TEXT_ARG(name), how);
}

static int apply(struct solving *s, const struct job *j)
{
	bool installed = installed_find(s->u.installed, j->text);
	int rc = j->kind == JOB_INSTALL || j->kind == JOB_DOWNGRADE ? relation_check(j->text)
								    : name_check(j->text);

	if (rc)
		return rc == -E_DATA ? -E_CALL : rc;
	switch (j->kind) {
	case JOB_INSTALL: return wish_add(s->arena, &s->plan->wish, j->text);
	case JOB_REMOVE:
		return wish_remove(&s->plan->wish, j->text) || installed
			? 0
			: not_there(j->text, "neither wished nor installed");
	case JOB_UPGRADE:
	case JOB_REINSTALL: return installed ? 0 : not_there(j->text, "not installed");
	default: return 0;
	}
}

static int make_wish(struct solving *s)
{
	const struct texts *before = &s->request->wish;
	int rc = wish_copy(s->arena, before, &s->plan->wish);

	for (size_t i = 0; !rc && i < s->request->jobs; i++)
		rc = apply(s, s->request->job + i);
	if (!rc)
		rc = wish_without(s->arena, &s->plan->wish, before, &s->plan->wished);
	return rc ? rc : wish_without(s->arena, before, &s->plan->wish, &s->plan->unwished);
}

// --- goals

static struct goal *add_goal(struct solving *s, enum goal_kind kind, struct text text)
{
	s->goal = arena_more(s->arena, s->goal, s->goals, sizeof *s->goal);
	if (!s->goal)
		return NULL;
	struct goal *g = s->goal + s->goals++;

	*g = (struct goal){ .kind = kind, .text = text, .none = kind >= GOAL_REMOVE };
	return g;
}

static int goal_wish(struct solving *s, struct text relation)
{
	struct goal *g = add_goal(s, GOAL_WISH, relation);
	uint32_t number;
	int rc = g ? universe_want(&s->u, relation, &number) : -ENOMEM;

	if (rc)
		return rc;
	g->of = s->u.relation[number].by;
	g->new = asked_for(s->request, JOB_INSTALL, relation);
	return 0;
}

static int goal_hold(struct solving *s, struct text name)
{
	uint32_t candidate;
	int rc = universe_want_installed(&s->u, name, &candidate);

	if (rc || candidate == UNIVERSE_NONE)
		return rc;
	struct goal *g = add_goal(s, GOAL_HOLD, name);
	return g ? numbers_add(s->arena, &g->of, candidate) : -ENOMEM;
}

static int goal_downgrade(struct solving *s, struct text text)
{
	struct text name = wish_name(text);
	const struct installed_package *p = installed_find(s->u.installed, name);
	struct goal *g = add_goal(s, GOAL_DOWNGRADE, text);
	uint32_t number;

	if (!name.n)
		return fail(-E_CALL, "`%.*s`: a downgrade is of one name", TEXT_ARG(text));
	if (!p)
		return not_there(name, "not installed");
	int rc = g ? universe_want(&s->u, text, &number) : -ENOMEM;
	if (rc)
		return rc;
	const struct numbers *by = &s->u.relation[number].by;
	for (size_t i = 0; !rc && i < by->count; i++) {
		const struct candidate *c = s->u.candidate + by->item[i];

		if (text_equal(c->name, name) && version_compare(c->version, p->version) < 0)
			rc = numbers_add(s->arena, &g->of, by->item[i]);
	}
	if (!rc && !g->of.count)
		rc = fail(-E_NO, "no repository has %.*s below %.*s%s%.*s", TEXT_ARG(name),
			TEXT_ARG(p->version), text.n > name.n ? " that is " : "",
			text.n > name.n ? (int)text.n : 0, text.s);
	return rc;
}

// What is installed may be what the repository has, and then the step alone is asked for.
static int goal_renew(struct solving *s, struct text name)
{
	const struct installed_package *p = installed_find(s->u.installed, name);
	const char *text =
		arena_printf(s->arena, "%.*s=%.*s", TEXT_ARG(name), TEXT_ARG(p->version));
	uint32_t number, installed;
	int rc = text ? universe_want(&s->u, text_of(text), &number) : -ENOMEM;

	if (!rc)
		rc = universe_want_installed(&s->u, name, &installed);
	if (rc || s->u.candidate[installed].available)
		return rc;
	const struct numbers *by = &s->u.relation[number].by;
	for (size_t i = 0; i < by->count; i++) {
		const struct candidate *c = s->u.candidate + by->item[i];

		if (!c->available || !text_equal(c->name, name))
			continue;
		struct goal *g = add_goal(s, GOAL_RENEW, name);
		return g ? numbers_add(s->arena, &g->of, installed) : -ENOMEM;
	}
	return fail(-E_NO, "no repository has %.*s %.*s: it can't be installed anew",
		TEXT_ARG(name), TEXT_ARG(p->version));
}

static int goal_of_job(struct solving *s, const struct job *j)
{
	uint32_t candidate;

	switch (j->kind) {
	case JOB_DOWNGRADE: return goal_downgrade(s, j->text);
	case JOB_REINSTALL: return goal_renew(s, j->text);
	case JOB_UPGRADE: return universe_want(&s->u, j->text, &candidate);
	default: return 0;
	}
}

static int goal_remove(struct solving *s, struct text name)
{
	struct goal *g = add_goal(s, GOAL_REMOVE, name);
	int rc = g ? 0 : -ENOMEM;

	for (size_t i = 0; !rc && i < s->u.candidates; i++)
		if (text_equal(s->u.candidate[i].name, name))
			rc = numbers_add(s->arena, &g->of, (uint32_t)i);
	return rc;
}

// True when the request asks for versions of that name in particular.
static bool may_fall(const struct request *r, struct text name)
{
	for (size_t i = 0; i < r->jobs; i++) {
		struct text rest = r->job[i].text;

		if (r->job[i].kind != JOB_INSTALL && r->job[i].kind != JOB_DOWNGRADE)
			continue;
		for (struct relation x; relation_next(&rest, &x);)
			if (text_equal(x.name, name) &&
				(x.op != RELATION_ANY || r->job[i].kind == JOB_DOWNGRADE))
				return true;
	}
	return r->downgrade;
}

static int goal_newer(struct solving *s, uint32_t candidate)
{
	const struct candidate *c = s->u.candidate + candidate;
	const struct installed_package *p = installed_find(s->u.installed, c->name);

	if (!p || version_compare(c->version, p->version) >= 0 || may_fall(s->request, c->name))
		return 0;
	struct goal *g = add_goal(s, GOAL_NEWER, c->name);
	return g ? numbers_add(s->arena, &g->of, candidate) : -ENOMEM;
}

static int make_goals(struct solving *s)
{
	const struct request *r = s->request;
	int rc = 0;

	for (size_t i = 0; !rc && i < s->plan->wish.count; i++)
		rc = goal_wish(s, s->plan->wish.item[i]);
	for (size_t i = 0; !rc && i < r->held.count; i++)
		rc = goal_hold(s, r->held.item[i]);
	for (size_t i = 0; !rc && i < r->jobs; i++)
		rc = goal_of_job(s, r->job + i);
	if (!rc)
		rc = universe_finish(&s->u);
	for (size_t i = 0; !rc && i < r->jobs; i++)
		if (r->job[i].kind == JOB_REMOVE)
			rc = goal_remove(s, r->job[i].text);
	for (size_t i = 0; !rc && i < s->u.candidates; i++)
		rc = goal_newer(s, (uint32_t)i);
	return rc;
}

// --- preferences

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

			if (old->installed && upgrades(s->request, old->name))
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
		p.tier = upgrades(s->request, c->name) ? 0 : 1;
	else
		p.tier = 2;
	return p;
}

// By candidate: the lower, the better.
static uint32_t *make_preferences(struct solving *s)
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

// --- conditions that may be dropped, the most important first: the best of what was asked for, then that what is
// installed and needed stays

static bool ruled_out(const struct solving *s, uint32_t candidate)
{
	for (size_t i = 0; i < s->goals; i++)
		if (s->goal[i].none && numbers_have(&s->goal[i].of, candidate))
			return true;
	return false;
}

static int add_best(struct solving *s, const uint32_t *preference, const struct numbers *of,
	struct numbers *weak)
{
	uint32_t best = UNIVERSE_NONE;

	for (size_t i = 0; i < of->count; i++)
		if ((best == UNIVERSE_NONE || preference[of->item[i]] < preference[best]) &&
			!ruled_out(s, of->item[i]))
			best = of->item[i];
	return best == UNIVERSE_NONE ? 0 : numbers_add(s->arena, weak, best);
}

static int want_best(struct solving *s, const uint32_t *preference, struct numbers *weak)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < s->goals; i++) {
		const struct goal *g = s->goal + i;

		if (g->kind == GOAL_DOWNGRADE ||
			(g->kind == GOAL_WISH && (g->new || s->request->upgrade)))
			rc = add_best(s, preference, &g->of, weak);
	}
	for (size_t i = 0; !rc && i < s->request->jobs; i++) {
		struct numbers of = { 0 };

		if (s->request->job[i].kind != JOB_UPGRADE)
			continue;
		for (size_t k = 0; !rc && k < s->u.candidates; k++)
			if (text_equal(s->u.candidate[k].name, s->request->job[i].text))
				rc = numbers_add(s->arena, &of, (uint32_t)k);
		if (!rc)
			rc = add_best(s, preference, &of, weak);
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

static int want_kept(struct solving *s, struct numbers *weak)
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
		if (!rc && !ruled_out(s, keep.item[i]) && !upgrades(s->request, c->name))
			rc = numbers_add(s->arena, weak, keep.item[i]);
	}
	return rc;
}

// --- libsolv

#define NOBODY "!"	// what no package provides

static Id relation_id(Pool *pool, const struct asked *r)
{
	char text[2 + 4096];

	if (!r->replaces)
		return pool_strn2id(pool, r->text.s, (unsigned)r->text.n, 1);
	int n = snprintf(text, sizeof text, "!%.*s", TEXT_ARG(r->text));
	return pool_strn2id(pool, text, (unsigned)n, 1);
}

static void fill_solvable(const struct solving *s, Repo *repo, uint32_t candidate, const Id *id,
	const struct numbers *satisfies)
{
	const struct candidate *c = s->u.candidate + candidate;
	Solvable *x = pool_id2solvable(repo->pool, (Id)candidate + SOLVABLE_BASE);
	char rank[16];

	x->name = pool_strn2id(repo->pool, c->name.s, (unsigned)c->name.n, 1);
	snprintf(rank, sizeof rank, "%u", c->rank);
	x->evr = pool_str2id(repo->pool, rank, 1);
	x->arch = ARCH_NOARCH;
	x->provides = repo_addid(repo, x->provides, x->name);
	for (size_t i = 0; i < satisfies->count; i++)
		x->provides = repo_addid(repo, x->provides, id[satisfies->item[i]]);
	for (size_t i = 0; i < c->needs.count; i++)
		x->requires = repo_addid(repo, x->requires, id[c->needs.item[i]]);
	for (size_t i = 0; i < c->conflicts.count; i++)
		x->conflicts = repo_addid(repo, x->conflicts, id[c->conflicts.item[i]]);
	for (size_t i = 0; i < c->replaces.count; i++)
		x->conflicts = repo_addid(repo, x->conflicts, id[c->replaces.item[i]]);
}

static int fill_pool(struct solving *s, Pool *pool, Id *id)
{
	const struct universe *u = &s->u;
	struct numbers *satisfies = ARENA_ARRAY(s->arena, struct numbers, u->candidates);
	Repo *repo = repo_create(pool, "");
	int rc = satisfies ? 0 : -ENOMEM;

	for (size_t i = 0; i < u->relations; i++) {
		id[i] = relation_id(pool, u->relation + i);
		for (size_t k = 0; !rc && k < u->relation[i].by.count; k++)
			rc = numbers_add(
				s->arena, satisfies + u->relation[i].by.item[k], (uint32_t)i);
	}
	if (rc || !u->candidates)
		return rc;
	repo_add_solvable_block(repo, (int)u->candidates);
	for (size_t i = 0; i < u->candidates; i++)
		fill_solvable(s, repo, (uint32_t)i, id, satisfies + i);
	return 0;
}

static void add_goal_job(Pool *pool, Queue *jobs, const struct goal *g)
{
	Queue of;

	if (g->given_up || (g->none && !g->of.count)) {
		queue_push2(jobs, SOLVER_NOOP, 0);
		return;
	}
	if (!g->of.count) {	// libsolv takes one of none for no condition
		queue_push2(jobs, SOLVER_INSTALL | SOLVER_SOLVABLE_PROVIDES,
			pool_str2id(pool, NOBODY, 0));
		return;
	}
	queue_init(&of);
	for (size_t i = 0; i < g->of.count; i++)
		queue_push(&of, (Id)g->of.item[i] + SOLVABLE_BASE);
	queue_push2(jobs, (g->none ? SOLVER_ERASE : SOLVER_INSTALL) | SOLVER_SOLVABLE_ONE_OF,
		pool_queuetowhatprovides(pool, &of));
	queue_free(&of);
}

// Goals come first: the job of a number is the goal of that number. A later preference is a stronger one.
static int add_jobs(struct solving *s, Pool *pool, const uint32_t *preference, Queue *jobs)
{
	size_t n = s->u.candidates;
	uint32_t *by_preference = ARENA_ARRAY(s->arena, uint32_t, n);
	struct numbers weak = { 0 };
	int rc = by_preference ? want_best(s, preference, &weak) : -ENOMEM;

	if (!rc && !s->request->upgrade)
		rc = want_kept(s, &weak);
	if (rc)
		return rc;
	for (size_t i = 0; i < s->goals; i++)
		add_goal_job(pool, jobs, s->goal + i);
	for (size_t i = 0; i < weak.count; i++)
		queue_push2(jobs, SOLVER_INSTALL | SOLVER_SOLVABLE | SOLVER_WEAK,
			(Id)weak.item[i] + SOLVABLE_BASE);
	for (size_t i = 0; i < n; i++)
		by_preference[preference[i]] = (uint32_t)i;
	for (size_t i = n; i-- > 0;)
		queue_push2(
			jobs, SOLVER_FAVOR | SOLVER_SOLVABLE, (Id)by_preference[i] + SOLVABLE_BASE);
	return 0;
}

// The relation of each Id.
static uint32_t *relations_of_ids(struct solving *s, const Pool *pool, const Id *id)
{
	uint32_t *relation = ARENA_ARRAY(s->arena, uint32_t, (size_t)pool->ss.nstrings);

	for (size_t i = 0; relation && i < s->u.relations; i++)
		relation[id[i]] = (uint32_t)i;
	return relation;
}

// 0 when there is a choice; else the number of problems, or negative.
static int choose_once(
	struct solving *s, Pool *pool, Queue *jobs, const uint32_t *relation, struct buffer *why)
{
	Solver *solver = solver_create(pool);
	int problems = solver_solve(solver, jobs), rc = 0;

	if (problems)
		rc = explain(s, solver, relation, why);
	for (size_t i = 0; !problems && i < s->u.candidates; i++)
		s->chosen[i] = solver_get_decisionlevel(solver, (Id)i + SOLVABLE_BASE) > 0;
	solver_free(solver);
	return rc ? rc : problems;
}

// Problem by problem: each is told, and asked again without what is part of it.
static int choose(struct solving *s, Pool *pool, const uint32_t *preference, struct buffer *why)
{
	Id *id = ARENA_ARRAY(s->arena, Id, s->u.relations);
	int rc = id ? fill_pool(s, pool, id) : -ENOMEM;
	const uint32_t *relation = rc ? NULL : relations_of_ids(s, pool, id);

	if (!relation)
		return rc ? rc : -ENOMEM;
	pool_str2id(pool, NOBODY, 1);
	pool_createwhatprovides(pool);
	do {
		Queue jobs;

		queue_init(&jobs);
		rc = add_jobs(s, pool, preference, &jobs);
		if (!rc)
			rc = choose_once(s, pool, &jobs, relation, why);
		queue_free(&jobs);
	} while (rc > 0);
	return rc;
}

static int refuse(struct solving *s, const struct buffer *why)
{
	const char *text = arena_text(s->arena, why->s, why->n);

	if (!text)
		return -ENOMEM;
	s->plan->why = (struct text){ text, why->n };
	return fail(-E_NO, "the wish can't be had");
}

static int solve_goals(struct solving *s)
{
	uint32_t *preference = make_preferences(s);

	s->chosen = ARENA_ARRAY(s->arena, bool, s->u.candidates);
	s->have = ARENA_ARRAY(s->arena, bool, s->u.groups);
	if (!preference || !s->chosen || !s->have)
		return -ENOMEM;
	Pool *pool = pool_create();
	struct buffer why = { 0 };
	int rc = choose(s, pool, preference, &why);

	pool_free(pool);
	if (!rc && why.n)
		rc = refuse(s, &why);
	buffer_free(&why);
	if (!rc)
		rc = settle(s, preference);
	if (!rc && !settle_valid(s))
		rc = fail(-E_DATA, "the solver's answer is wrong: please report this");
	return rc;
}

int solve(struct arena *a, const struct index *const *index, struct installed *installed,
	const struct request *request, struct plan *plan)
{
	struct solving s = { .arena = a, .request = request, .plan = plan };

	*plan = (struct plan){ 0 };
	int rc = universe_open(&s.u, a, index, installed);
	if (!rc)
		rc = make_wish(&s);
	if (!rc)
		rc = make_goals(&s);
	if (!rc)
		rc = solve_goals(&s);
	return rc ? rc : settle_steps(&s);
}
