// SPDX-License-Identifier: MIT
// From a request to a choice of packages, by libsolv. Versions aren't libsolv's business here: each relation is an
// opaque name in its pool, and the candidates that satisfy it (relation.h decides) provide that name. It sees no installed
// packages either: that what is there stays is said by preferences and by conditions that it may drop. So its answer
// doesn't depend on which distribution's rules it was compiled for.
#include "solve.h"

#include <errno.h>
#include <stdio.h>

#include <solv/pool.h>
#include <solv/repo.h>
#include <solv/solver.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "solve_impl.h"

#define NOBODY "!"	// what no package provides

static Id relation_id(Pool *pool, const struct asked *r)
{
	char text[512];	// a name, an operator and a version

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
	struct numbers hopes = { 0 };
	int rc = by_preference ? hopes_make(s, preference, &hopes) : -ENOMEM;

	if (rc)
		return rc;
	for (size_t i = 0; i < s->goals; i++)
		add_goal_job(pool, jobs, s->goal + i);
	for (size_t i = 0; i < hopes.count; i++)
		queue_push2(jobs, SOLVER_INSTALL | SOLVER_SOLVABLE | SOLVER_WEAK,
			(Id)hopes.item[i] + SOLVABLE_BASE);
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
	uint32_t *preference = preferences_make(s);

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
		rc = goals_make(&s);
	if (!rc)
		rc = solve_goals(&s);
	return rc ? rc : steps_make(&s);
}
