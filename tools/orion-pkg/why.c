// SPDX-License-Identifier: MIT
// orion-pkg why: for what is it installed?
#include <errno.h>
#include <stdio.h>

#include "bases.h"
#include "cmd.h"
#include "error.h"
#include "json.h"
#include "repository.h"
#include "root.h"
#include "universe.h"

// How a candidate was reached: from which, by which relation.
struct reason {
	uint32_t from; // UNIVERSE_NONE: it is wished
	uint32_t relation;
	bool reached;
};

struct search {
	struct universe u;
	struct reason *reason; // of each candidate
	struct numbers next; // candidates, in the order in which they were reached
};

static int reach(struct search *s, struct arena *a, uint32_t relation, uint32_t from)
{
	const struct numbers *by = &s->u.relation[relation].by;
	int rc = 0;

	for (size_t i = 0; !rc && i < by->count; i++) {
		struct reason *r = s->reason + by->item[i];

		if (r->reached)
			continue;
		*r = (struct reason){ from, relation, true };
		rc = numbers_add(a, &s->next, by->item[i]);
	}
	return rc;
}

static int spread(struct search *s, struct arena *a)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < s->next.count; i++) {
		uint32_t from = s->next.item[i];
		const struct numbers *needs = &s->u.candidate[from].needs;

		for (size_t k = 0; !rc && k < needs->count; k++)
			rc = reach(s, a, needs->item[k], from);
	}
	return rc;
}

static int search(struct search *s, struct arena *a, struct installed *in,
	const struct texts *world, struct text name, uint32_t *candidate)
{
	static const struct index *const none[] = { NULL };
	uint32_t *wish = ARENA_ARRAY(a, uint32_t, world->count);
	int rc = wish ? universe_open(&s->u, a, none, in) : -ENOMEM;

	for (size_t i = 0; !rc && i < world->count; i++)
		rc = universe_want(&s->u, world->item[i], wish + i);
	if (!rc)
		rc = universe_want_installed(&s->u, name, candidate);
	if (!rc)
		rc = universe_finish(&s->u);
	if (rc)
		return rc;
	s->reason = ARENA_ARRAY(a, struct reason, s->u.candidates);
	if (!s->reason)
		return -ENOMEM;
	for (size_t i = 0; !rc && i < world->count; i++)
		rc = reach(s, a, wish[i], UNIVERSE_NONE);
	return rc ? rc : spread(s, a);
}

static void print_one(const struct call *c, const struct search *s, uint32_t candidate)
{
	const struct reason *r = s->reason + candidate;
	struct text name = s->u.candidate[candidate].name, by = s->u.relation[r->relation].text;
	bool wished = r->from == UNIVERSE_NONE;
	struct text from = wished ? TEXT("") : s->u.candidate[r->from].name;

	if (c->json) {
		json_open(NULL, '{');
		json_text("name", name);
		json_text("relation", by);
		if (!wished)
			json_text("needed_by", from);
		json_close();
	} else if (wished) {
		printf("%.*s is wished: %.*s\n", TEXT_ARG(name), TEXT_ARG(by));
	} else {
		printf("%.*s needs %.*s: %.*s\n", TEXT_ARG(from), TEXT_ARG(by), TEXT_ARG(name));
	}
}

// From the wish to the package.
static void print(const struct call *c, const struct search *s, uint32_t candidate)
{
	if (s->reason[candidate].from != UNIVERSE_NONE)
		print(c, s, s->reason[candidate].from);
	print_one(c, s, candidate);
}

static int answer(struct call *c, struct installed *in, const struct texts *world, struct text name)
{
	struct search s = { 0 };
	uint32_t candidate = UNIVERSE_NONE;
	int rc = search(&s, &c->arena, in, world, name, &candidate);

	if (rc)
		return rc;
	if (candidate == UNIVERSE_NONE || !s.reason[candidate].reached)
		return fail(-E_NO, "nothing that is wished needs %s", c->argv[0]);
	if (c->json)
		json_open(NULL, '[');
	print(c, &s, candidate);
	if (c->json)
		json_close();
	return 0;
}

static int on_target(struct call *c, const struct target *t, struct installed *in)
{
	struct texts world;
	struct installed_package *p = root_package(t, in, c->argv[0]);
	int rc = p ? installed_manifests(in, &c->arena) : -E_NO;

	if (!rc)
		rc = root_lines(&c->arena, t, "world", &world);
	return rc ? rc : answer(c, in, &world, p->name);
}

static int on_base(struct call *c, const struct base_role *r)
{
	struct repository repository;
	struct installed in;
	struct texts world;
	int rc = base_repository(r->base, &c->arena, &repository);

	if (rc)
		return rc;
	const struct index *const index[] = { &repository.index, NULL };
	rc = base_described(&c->arena, r->lock, index, &in, NULL, NULL);
	struct installed_package *p = rc ? NULL : installed_find(&in, text_of(c->argv[0]));
	if (!rc && !p)
		rc = fail(-E_NO, "%s is not in role %s", c->argv[0], r->name);
	if (!rc)
		rc = role_wish(&r->asked, &c->arena, &world);
	if (!rc)
		rc = answer(c, &in, &world, p->name);
	repository_close(&repository);
	return rc;
}

static int run(struct call *c)
{
	int chosen = bases_chosen();

	return chosen < 0 ? chosen : chosen ? bases_answer(c, on_base) : root_answer(c, on_target);
}

const struct cmd cmd_why = {
	.name = "why",
	.operands = "NAME",
	.summary = "Say for what a package is installed, from the wish to it",
	.min = 1,
	.max = 1,
	.shared = base_rows,
	.run = run,
};
