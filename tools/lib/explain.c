// SPDX-License-Identifier: MIT
// Why a wish can't be had. libsolv names rules that can't all hold. They are made fewer until each of them is needed for
// that, and then told from the wish on.
#include "solve.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <solv/pool.h>
#include <solv/problems.h>
#include <solv/rules.h>
#include <solv/solver.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "relation.h"
#include "solve_impl.h"
#include "version.h"
#include "wish.h"

enum {
	CLAUSES_MAX = 400,	// a longer proof is told as it is
	TRIES = 20000,		// decisions when looking whether some clauses can hold
	SENTENCES = 12,		// of one problem
	NAMES = 4,		// packages named in one sentence
};

enum clause_kind {
	CLAUSE_GOAL,
	CLAUSE_NEEDS,
	CLAUSE_CONFLICT,
	CLAUSE_REPLACES,
	CLAUSE_ONE_NAME,
	CLAUSE_OTHER
};

// At least one of the literals holds: candidate + 1 is chosen, -(candidate + 1) isn't.
struct clause {
	enum clause_kind kind;
	uint32_t goal;
	uint32_t from, to;	// candidates; who says it, and of whom
	uint32_t relation;
	int *literal;
	size_t literals;
	bool out;		// not needed
	bool told;
};

struct problem {
	struct solving *s;
	const uint32_t *relation;
	struct clause *clause;
	size_t clauses;
	signed char *value;	// by candidate: 1 chosen, -1 not, 0 open
	uint32_t *trail;
	size_t trails;
	size_t tries;
	struct buffer *out;
	size_t sentences, left_out;
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

// --- sentences

static void say_package(struct problem *p, uint32_t candidate)
{
	const struct candidate *c = p->s->u.candidate + candidate;

	buffer_printf(p->out, "%.*s-%.*s", TEXT_ARG(c->name), TEXT_ARG(c->version));
}

// "a-1-r0, b-1-r0 or 3 others"
static void say_packages(struct problem *p, const struct numbers *of)
{
	for (size_t i = 0; i < of->count && i < NAMES; i++) {
		size_t left = of->count - i;

		if (i == NAMES - 1 && left > 1) {
			buffer_printf(p->out, " or %zu others", left);
			return;
		}
		if (i && left == 1)
			buffer_printf(p->out, " or ");
		else if (i)
			buffer_printf(p->out, ", ");
		say_package(p, of->item[i]);
	}
}

// What the repositories and the target have under the names of a relation that nothing satisfies.
static bool say_versions(struct problem *p, struct text name, const char *before)
{
	const struct universe *u = &p->s->u;
	const struct installed_package *in = installed_find(u->installed, name);
	size_t count = 0;

	for (size_t i = 0; u->index[i]; i++) {
		size_t n = 0;
		const struct index_package *x = index_find(u->index[i], name, &n);

		for (size_t k = 0; k < n; k++)
			buffer_printf(p->out, "%s%.*s-%.*s", count++ ? ", " : before,
				TEXT_ARG(x[k].name), TEXT_ARG(x[k].version));
	}
	if (!count && in)
		buffer_printf(p->out, "%s%.*s-%.*s", count++ ? ", " : before, TEXT_ARG(in->name),
			TEXT_ARG(in->version));
	return count;
}

// "..., which nothing provides." or "..., and there is only lib-1.0-r0."
static void say_missing(struct problem *p, struct text relation)
{
	struct text rest = relation;
	bool some = false;

	for (struct relation r; relation_next(&rest, &r);)
		some = say_versions(p, r.name, some ? ", " : ", and there is only ") || some;
	buffer_printf(p->out, some ? ".\n" : ", which nothing provides.\n");
}

static bool plain_name(const struct problem *p, struct text relation, const struct numbers *by)
{
	return by->count == 1 && text_equal(p->s->u.candidate[by->item[0]].name, relation);
}

static void say_choice(struct problem *p, struct text relation, const struct numbers *by)
{
	if (!by->count) {
		say_missing(p, relation);
		return;
	}
	if (!plain_name(p, relation, by)) {
		buffer_printf(p->out, by->count == 1 ? ": only " : ": ");
		say_packages(p, by);
	}
	buffer_printf(p->out, ".\n");
}

static void say_older(struct problem *p, const struct goal *g)
{
	const struct installed_package *in = installed_find(p->s->u.installed, g->text);

	say_package(p, g->of.item[0]);
	buffer_printf(p->out, " is older than %.*s-%.*s, which is installed.\n", TEXT_ARG(in->name),
		TEXT_ARG(in->version));
}

static void say_goal(struct problem *p, const struct goal *g)
{
	switch (g->kind) {
	case GOAL_WISH:
		buffer_printf(p->out, "%.*s is wished", TEXT_ARG(g->text));
		say_choice(p, g->text, &g->of);
		return;
	case GOAL_DOWNGRADE:
		buffer_printf(p->out, "%.*s is to be downgraded to ", TEXT_ARG(wish_name(g->text)));
		say_packages(p, &g->of);
		buffer_printf(p->out, ".\n");
		return;
	case GOAL_HOLD:
		say_package(p, g->of.item[0]);
		buffer_printf(p->out, " is held.\n");
		return;
	case GOAL_REMOVE:
		buffer_printf(p->out, "%.*s is to be removed.\n", TEXT_ARG(g->text));
		return;
	case GOAL_RENEW:
		say_package(p, g->of.item[0]);
		buffer_printf(p->out, " is to be installed anew.\n");
		return;
	case GOAL_NEWER: say_older(p, g);
	}
}

// "a conflicts with b-1.0-r0 (b<2)."
static void say_between(struct problem *p, const struct clause *c, const char *verb)
{
	struct text relation = p->s->u.relation[c->relation].text;

	say_package(p, c->from);
	buffer_printf(p->out, " %s ", verb);
	say_package(p, c->to);
	if (!text_equal(p->s->u.candidate[c->to].name, relation))
		buffer_printf(p->out, " (%.*s)", TEXT_ARG(relation));
	buffer_printf(p->out, ".\n");
}

static void say_needs(struct problem *p, const struct clause *c)
{
	const struct asked *r = p->s->u.relation + c->relation;

	say_package(p, c->from);
	buffer_printf(p->out, " needs %.*s", TEXT_ARG(r->text));
	say_choice(p, r->text, &r->by);
}

static void say(struct problem *p, const struct clause *c)
{
	switch (c->kind) {
	case CLAUSE_GOAL: say_goal(p, p->s->goal + c->goal); return;
	case CLAUSE_NEEDS: say_needs(p, c); return;
	case CLAUSE_CONFLICT: say_between(p, c, "conflicts with"); return;
	case CLAUSE_REPLACES: say_between(p, c, "replaces"); return;
	default:
		say_package(p, c->from);
		buffer_printf(p->out, " and ");
		say_package(p, c->to);
		buffer_printf(p->out, " cannot both be installed.\n");
	}
}

static void tell(struct problem *p, struct clause *c)
{
	if (c->out || c->told)
		return;
	c->told = true;
	// A goal of several candidates, none of which may be there, is a clause for each.
	if (c->kind == CLAUSE_GOAL)
		for (size_t i = 0; i < p->clauses; i++)
			if (p->clause[i].kind == CLAUSE_GOAL && p->clause[i].goal == c->goal)
				p->clause[i].told = true;
	if (p->sentences++ < SENTENCES)
		say(p, c);
	else
		p->left_out++;
}

// --- the story: from what must be there to what that needs, and what stands against it

static bool in_clause(const struct clause *c, int literal)
{
	for (size_t i = 0; i < c->literals; i++)
		if (c->literal[i] == literal)
			return true;
	return false;
}

static int join(struct problem *p, const struct clause *c, struct numbers *story, bool *in_story)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < c->literals; i++) {
		uint32_t x = (uint32_t)abs(c->literal[i]) - 1;

		if (c->literal[i] < 0 || in_story[x])
			continue;
		in_story[x] = true;
		rc = numbers_add(p->s->arena, story, x);
	}
	return rc;
}

static bool must_be(const struct problem *p, const struct clause *c)
{
	return c->kind == CLAUSE_NEEDS || (c->kind == CLAUSE_GOAL && !p->s->goal[c->goal].none);
}

static void tell_of(struct problem *p, uint32_t candidate, struct numbers *story, bool *in_story)
{
	for (size_t i = 0; i < p->clauses; i++) {
		struct clause *c = p->clause + i;

		if (c->out || c->told || !in_clause(c, -(int)candidate - 1))
			continue;
		tell(p, c);
		if (must_be(p, c))
			(void)join(p, c, story, in_story);
	}
}

// Clauses are sorted: goals first, those of the wish first among them.
static int tell_all(struct problem *p)
{
	bool *in_story = ARENA_ARRAY(p->s->arena, bool, p->s->u.candidates);
	struct numbers story = { 0 };
	size_t at = 0;

	if (!in_story)
		return -ENOMEM;
	for (size_t i = 0; i < p->clauses; i++) {
		struct clause *c = p->clause + i;

		if (c->kind == CLAUSE_GOAL && !must_be(p, c))
			continue;	// told when the story comes to it
		if (c->out || c->told)
			continue;
		tell(p, c);
		if (must_be(p, c) && join(p, c, &story, in_story))
			return -ENOMEM;
		while (at < story.count)
			tell_of(p, story.item[at++], &story, in_story);
	}
	for (size_t i = 0; i < p->clauses; i++)
		tell(p, p->clause + i);
	if (p->left_out)
		buffer_printf(p->out, "And %zu more.\n", p->left_out);
	return 0;
}

// --- what would help: each goal that is part of it, given up

static void say_help(struct problem *p, const struct goal *g)
{
	switch (g->kind) {
	case GOAL_WISH:
		buffer_printf(
			p->out, g->new ? "do not install %.*s" : "remove %.*s", TEXT_ARG(g->text));
		return;
	case GOAL_DOWNGRADE:
		buffer_printf(p->out, "do not downgrade %.*s", TEXT_ARG(g->text));
		return;
	case GOAL_HOLD:
		buffer_printf(p->out, "release the hold on %.*s", TEXT_ARG(g->text));
		return;
	case GOAL_REMOVE: buffer_printf(p->out, "do not remove %.*s", TEXT_ARG(g->text)); return;
	case GOAL_RENEW: buffer_printf(p->out, "do not reinstall %.*s", TEXT_ARG(g->text)); return;
	case GOAL_NEWER:
		buffer_printf(p->out, "downgrade %.*s=%.*s", TEXT_ARG(g->text),
			TEXT_ARG(p->s->u.candidate[g->of.item[0]].version));
	}
}

static void tell_help(struct problem *p)
{
	const char *before = "To resolve: ";
	size_t last = SIZE_MAX;

	for (size_t i = 0; i < p->clauses; i++) {
		const struct clause *c = p->clause + i;

		if (c->out || c->kind != CLAUSE_GOAL || c->goal == last)
			continue;
		last = c->goal;
		buffer_printf(p->out, "%s", before);
		say_help(p, p->s->goal + c->goal);
		before = ", or ";
	}
	buffer_printf(p->out, ".\n");
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
		rc = tell_all(&p);
	if (rc)
		return rc;
	tell_help(&p);
	return give_up(&p) ? buffer_error(out)
			   : fail(-E_DATA, "the solver's answer is wrong: please report this");
}
