// SPDX-License-Identifier: MIT
// What a request wants: the wish as its jobs leave it, and conditions on the candidates.
#include <errno.h>

#include "arena.h"
#include "error.h"
#include "relation.h"
#include "solve_impl.h"
#include "version.h"
#include "wish.h"

bool request_has(const struct request *r, enum job_kind kind, struct text text)
{
	for (size_t i = 0; i < r->jobs; i++)
		if (r->job[i].kind == kind && text_equal(r->job[i].text, text))
			return true;
	return false;
}

bool request_upgrades(const struct request *r, struct text name)
{
	return r->upgrade || request_has(r, JOB_UPGRADE, name);
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
	g->new = request_has(s->request, JOB_INSTALL, relation);
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

int goals_make(struct solving *s)
{
	const struct request *r = s->request;
	int rc = make_wish(s);

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
