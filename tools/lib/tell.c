// SPDX-License-Identifier: MIT
// A problem in sentences, from the wish on, and what would resolve it.
#include <errno.h>
#include <stdlib.h>

#include "arena.h"
#include "buffer.h"
#include "explain_impl.h"
#include "relation.h"
#include "wish.h"

enum {
	SENTENCES = 12,	// of one problem
	NAMES = 4,	// packages named in one sentence
};

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
static int tell_story(struct problem *p)
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

int problem_tell(struct problem *p)
{
	int rc = tell_story(p);

	if (!rc)
		tell_help(p);
	return rc;
}
