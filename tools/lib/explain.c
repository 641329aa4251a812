// SPDX-License-Identifier: MIT
// Why a wish can't be had. libsolv names rules that can't all hold. They are made fewer until each of them is needed for
// that, and then told from the wish on.
#include <errno.h>
#include <stdlib.h>

#include <solv/pool.h>
#include <solv/problems.h>
#include <solv/rules.h>
#include <solv/solver.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "explain_impl.h"

enum {
	CLAUSES_MAX = 400,	// a longer proof is told as it is
	TRIES = 20000,		// decisions when looking whether some clauses can hold
};

// --- rules as clauses

static uint32_t of_solvable(Id p)
{
	return p >= SOLVABLE_BASE ? (uint32_t)(p - SOLVABLE_BASE) : UNIVERSE_NONE;
}

static int add_literals(struct problem *p, struct clause *c, Solver *solver, Id rule)
{
	Queue q;

	queue_init(&q);
	solver_ruleliterals(solver, rule, &q);
	c->literal = ARENA_ARRAY(p->s->arena, int, (size_t)q.count);
	for (int i = 0; c->literal && i < q.count; i++) {
		Id l = q.elements[i];

		if (abs(l) >= SOLVABLE_BASE)
			c->literal[c->literals++] =
				l > 0 ? l - SOLVABLE_BASE + 1 : l + SOLVABLE_BASE - 1;
	}
	queue_free(&q);
	return c->literal ? 0 : -ENOMEM;
}

static void older_first(const struct problem *p, struct clause *c)
{
	const struct candidate *list = p->s->u.candidate;
	uint32_t from = c->from;

	if (list[from].rank < list[c->to].rank)
		return;
	c->from = c->to;
	c->to = from;
}

static void what_kind(struct problem *p, struct clause *c, Solver *solver, Id rule)
{
	Id from, to, dep;
	SolverRuleinfo type = solver_ruleinfo(solver, rule, &from, &to, &dep);

	if ((type & SOLVER_RULE_TYPEMASK) == SOLVER_RULE_JOB) {
		c->kind = CLAUSE_GOAL;
		c->goal = (uint32_t)from / 2;
		return;
	}
	c->from = of_solvable(from);
	c->to = of_solvable(to);
	c->relation = dep ? p->relation[dep] : 0;
	switch (type) {
	case SOLVER_RULE_PKG_REQUIRES:
	case SOLVER_RULE_PKG_NOTHING_PROVIDES_DEP: c->kind = CLAUSE_NEEDS; break;
	case SOLVER_RULE_PKG_SAME_NAME:
		c->kind = CLAUSE_ONE_NAME;
		older_first(p, c);
		break;
	case SOLVER_RULE_PKG_CONFLICTS:
		c->kind =
			p->s->u.relation[c->relation].replaces ? CLAUSE_REPLACES : CLAUSE_CONFLICT;
		break;
	default: c->kind = CLAUSE_OTHER;
	}
}

static int clause_order(const void *a, const void *b)
{
	const struct clause *x = a, *y = b;
	const uint32_t u[] = { x->kind, x->goal, x->from, x->relation, x->to };
	const uint32_t v[] = { y->kind, y->goal, y->from, y->relation, y->to };

	for (size_t i = 0; i < sizeof u / sizeof *u; i++)
		if (u[i] != v[i])
			return u[i] < v[i] ? -1 : 1;
	return 0;
}

static int read_clauses(struct problem *p, Solver *solver, Id problem)
{
	Queue rules;
	int rc = 0;

	queue_init(&rules);
	solver_findallproblemrules(solver, problem, &rules);
	p->clause = ARENA_ARRAY(p->s->arena, struct clause, (size_t)rules.count);
	if (!p->clause)
		rc = -ENOMEM;
	for (int i = 0; !rc && i < rules.count; i++) {
		struct clause *c = p->clause + p->clauses;

		what_kind(p, c, solver, rules.elements[i]);
		rc = add_literals(p, c, solver, rules.elements[i]);
		p->clauses += c->kind != CLAUSE_OTHER;
	}
	queue_free(&rules);
	if (!rc && p->clauses)
		qsort(p->clause, p->clauses, sizeof *p->clause, clause_order);
	return rc;
}

// --- fewer clauses

static int literal_value(const struct problem *p, int l)
{
	return l > 0 ? p->value[l - 1] : -p->value[-l - 1];
}

static void assign(struct problem *p, int l)
{
	uint32_t x = (uint32_t)abs(l) - 1;

	p->value[x] = l > 0 ? 1 : -1;
	p->trail[p->trails++] = x;
}

static void retreat(struct problem *p, size_t to)
{
	while (p->trails > to)
		p->value[p->trail[--p->trails]] = 0;
}

// 0 when no literal can hold any more, 1 when *open is the last that can, 2 otherwise.
static int look(const struct problem *p, const struct clause *c, int *open)
{
	int left = 0;

	for (size_t i = 0; i < c->literals && left < 2; i++) {
		int value = literal_value(p, c->literal[i]);

		if (value > 0)
			return 2;
		if (!value) {
			*open = c->literal[i];
			left++;
		}
	}
	return left;
}

// Draws all conclusions. False when a clause can't hold any more; *open is a literal to decide, or 0.
static bool conclude(struct problem *p, int *open)
{
	for (bool more = true; more;) {
		more = false;
		*open = 0;
		for (size_t i = 0; i < p->clauses; i++) {
			const struct clause *c = p->clause + i;
			int l = 0, left = c->out ? 2 : look(p, c, &l);

			if (!left)
				return false;
			if (left == 1) {
				assign(p, l);
				more = true;
			} else if (l) {
				*open = l;
			}
		}
	}
	return true;
}

// Can the clauses that aren't out all hold? When that takes too long: perhaps.
static bool can_hold(struct problem *p)
{
	size_t before = p->trails;
	bool yes = false;
	int open;

	if (p->tries++ > TRIES)
		return true;
	if (conclude(p, &open)) {
		size_t here = p->trails;

		yes = !open;
		for (int sign = 1; !yes && sign >= -1; sign -= 2) {
			assign(p, sign * open);
			yes = can_hold(p);
			retreat(p, here);
		}
	}
	retreat(p, before);
	return yes;
}

// Leaves out what the rest is contradictory without: what packages say before what the user said.
static int make_fewer(struct problem *p)
{
	p->value = ARENA_ARRAY(p->s->arena, signed char, p->s->u.candidates);
	p->trail = ARENA_ARRAY(p->s->arena, uint32_t, p->s->u.candidates);
	if (!p->value || !p->trail)
		return -ENOMEM;
	if (p->clauses > CLAUSES_MAX)
		return 0;
	for (size_t i = p->clauses; i-- > 0;) {
		p->clause[i].out = true;
		p->tries = 0;
		p->clause[i].out = !can_hold(p);
	}
	return 0;
}

// Giving up all of them, not only one, leaves nothing of this problem: what is still in the way then is another.
static bool give_up(struct problem *p)
{
	bool some = false;

	for (size_t i = 0; i < p->clauses; i++) {
		const struct clause *c = p->clause + i;

		if (c->out || c->kind != CLAUSE_GOAL)
			continue;
		p->s->goal[c->goal].given_up = true;
		some = true;
	}
	return some;
}

int explain(
	struct solving *s, struct s_Solver *solver, const uint32_t *relation, struct buffer *out)
{
	struct problem p = { .s = s, .relation = relation, .out = out };
	int rc = read_clauses(&p, solver, solver_next_problem(solver, 0));

	if (!rc)
		rc = make_fewer(&p);
	if (!rc)
		rc = problem_tell(&p);
	if (rc)
		return rc;
	return give_up(&p) ? buffer_error(out)
			   : fail(-E_DATA, "the solver's answer is wrong: please report this");
}
