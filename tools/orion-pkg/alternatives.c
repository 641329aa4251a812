// SPDX-License-Identifier: MIT
// orion-pkg alternatives: whose a link is that several packages offer.
#include <errno.h>
#include <stdio.h>

#include "bases.h"
#include "cmd.h"
#include "error.h"
#include "json.h"
#include "offered.h"
#include "renew.h"
#include "repository.h"
#include "root.h"
#include "solve.h"
#include "stop.h"
#include "supply.h"
#include "transaction.h"
#include "tree.h"

static bool automatic, all;

// clang-format off
static const struct option rows[] = {
	{ .letter = 'a', .name = "all", .flag = &all, .help = "list the links that one package only offers, too" },
	{ .name = "auto", .flag = &automatic, .help = "let the priorities decide again" },
	{ 0 },
};
// clang-format on

static bool changes(const struct call *c)
{
	return automatic || c->argc > 1;
}

// --- what is asked for

static int list(struct call *c, const struct offers *o, const struct target *t)
{
	int rc = 0;

	if (c->json)
		json_open(NULL, '[');
	for (size_t i = 0; !rc && i < o->count; i += offers_alike(o, i))
		if (all || o->item[i].chosen || offers_alike(o, i) > 1)
			rc = offered_say(c, o, i, t, false);
	if (c->json)
		json_close();
	return rc;
}

static int answer(struct call *c, const struct offers *o, const struct target *t)
{
	if (!c->argc)
		return list(c, o, t);
	size_t first = offered_link(o, c->argv[0]);
	return first < o->count ? offered_say(c, o, first, t, true) : -E_NO;
}

// What is chosen then.
static int choose(struct call *c, const struct offers *o, const struct choices *now,
	struct choices *then, struct text *link)
{
	size_t first = offered_link(o, c->argv[0]);

	if (first == o->count)
		return -E_NO;
	const struct offer *by = automatic ? NULL : offered_by(o, first, c->argv[1]);
	if (!automatic && !by)
		return -E_NO;
	*link = o->item[first].alternative->link;
	return choices_with(
		then, &c->arena, now, *link, by ? by->source->manifest->name : TEXT(""));
}

static int say(
	struct call *c, const char *title, const struct offers *o, struct text link, bool nothing)
{
	size_t first = offers_find(o, link);

	if (c->json) {
		json_open(NULL, '{');
		json_text("target", text_of(title));
		json_text("link", link);
		json_text("package", o->item[first].source->manifest->name);
		json_bool("chosen", o->item[first].chosen);
		return 0;
	}
	printf("%s\n", title);
	if (nothing)
		printf("nothing to do\n");
	int rc = nothing ? 0 : offered_say(c, o, first, NULL, false);
	fflush(stdout);	// before what takes time
	return rc;
}

static void say_end(const struct call *c, int rc)
{
	if (c->json) {
		json_bool("done", !rc && !root_simulate);
		json_close();
	}
}

// --- a directory

static int carry_out(struct call *c, const struct target *t, const struct installed *in,
	const struct choices *then)
{
	struct transaction order = { .target = t,
		.installed = in,
		.choices = then,
		.command = "alternatives",
		.stop = stop_asked };
	struct transaction_notes notes = { 0 };

	stop_catch();
	int rc = root_simulate ? transaction_check(&order, &c->arena, &notes)
			       : transaction_run(&order, &c->arena, &notes);
	if (c->json)
		json_open("notes", '[');
	for (size_t i = 0; i < notes.count; i++)
		if (c->json)
			json_text(NULL, notes.item[i]);
		else
			fprintf(stderr, "orion-pkg: %.*s\n", TEXT_ARG(notes.item[i]));
	if (c->json)
		json_close();
	return rc;
}

static int change_target(struct call *c, const struct target *t, const struct installed *in,
	const struct choices *now, const struct offers *o)
{
	struct choices then;
	struct offers will;
	struct text link;
	int rc = choose(c, o, now, &then, &link);

	if (!rc)
		rc = offered_installed(&will, &c->arena, in, &then);
	if (!rc)
		rc = say(c, t->title, &will, link, choices_equal(now, &then));
	if (rc)
		return rc;
	rc = carry_out(c, t, in, &then);
	say_end(c, rc);
	return rc;
}

static int with_target(struct call *c, const struct target *t, struct installed *in)
{
	struct choices now;
	struct offers o;
	int rc = installed_manifests(in, &c->arena);

	if (!rc)
		rc = choices_load(&now, &c->arena, t);
	if (!rc)
		rc = offered_installed(&o, &c->arena, in, &now);
	return rc ? rc : changes(c) ? change_target(c, t, in, &now, &o) : answer(c, &o, t);
}

static int on_target(struct call *c)
{
	struct installed in = { .count = 0 };
	struct target t;

	if (!changes(c) || root_simulate)
		return root_answer(c, with_target);
	int rc = root_change(&t, c, "alternatives");
	if (rc)
		return rc;
	rc = installed_load(&in, &c->arena, &t);
	if (!rc)
		rc = with_target(c, &t, &in);
	root_close(&t, &in);
	return rc;
}

// --- a role

static size_t missed;

static void missing(void *arg, struct text name, struct text version)
{
	(void)arg;
	missed++;
	fprintf(stderr,
		"orion-pkg: the repository has no %.*s %.*s any more, which the lock names\n",
		TEXT_ARG(name), TEXT_ARG(version));
}

// All packages of the lock, for what they offer is in none of its lines.
static int open_packages(
	struct call *c, struct base_role *role, struct supply *s, struct renewal *r)
{
	struct repository *repository = ARENA_NEW(&c->arena, struct repository);
	struct installed installed;
	struct plan nothing = { .steps = 0 };
	int rc = repository ? base_arch(role, &c->arena, &s->arch) : -ENOMEM;

	*r = (struct renewal){
		.arena = &c->arena, .tell = bases_tell, .role = role, .asked = role->asked
	};
	if (!rc)
		rc = base_repository(role->base, &c->arena, repository);
	if (!rc)
		rc = supply_use(s, &c->arena, repository);
	if (!rc)
		rc = base_described(&c->arena, role->lock, s->index, &installed, missing, NULL);
	if (!rc && missed)
		rc = fail(-E_DATA,
			"%zu packages of role %s are not at hand: `orion-pkg publish` brings "
			"packages",
			missed, role->name);
	return rc ? rc : renew_packages(r, s, &installed, &nothing);
}

static int change_role(struct call *c, struct renewal *r, const struct offers *o)
{
	struct choices now = r->asked.choices;
	struct offers will;
	struct text link;
	int rc = choose(c, o, &now, &r->asked.choices, &link);

	if (!rc)
		rc = renew_offers(r, &will);
	if (!rc)
		rc = renew_plan(r);
	if (!rc)
		rc = say(c, r->title, &will, link, choices_equal(&now, &r->asked.choices));
	if (rc)
		return rc;
	rc = root_simulate ? 0 : renew_carry_out(r);
	if (c->json && (r->known || (!rc && !root_simulate)))
		json_digest("generation", &r->digest);
	say_end(c, rc);
	return rc;
}

static int with_role(struct call *c, struct base_role *role)
{
	struct supply s = { .names = 0 };
	struct renewal r;
	struct offers o;
	int rc = open_packages(c, role, &s, &r);

	if (!rc)
		rc = renew_offers(&r, &o);
	if (!rc)
		rc = changes(c) ? change_role(c, &r, &o) : answer(c, &o, NULL);
	supply_close(&s);
	return rc;
}

static int on_base(struct call *c)
{
	struct base_role role;
	struct base b;
	int rc = changes(c) && !root_simulate ? bases_change(&b, &role, c, "alternatives")
					      : bases_open(&b, &role, c);

	if (rc)
		return rc;
	rc = with_role(c, &role);
	bases_close(&b, &role);
	return rc;
}

static int run(struct call *c)
{
	int chosen = bases_chosen();

	if (chosen < 0)
		return chosen;
	if (automatic && c->argc != 1)
		return fail(-E_CALL, "--auto is of one LINK");
	if (all && c->argc)
		return fail(-E_CALL, "--all is for the list");
	return chosen ? on_base(c) : on_target(c);
}

const struct cmd cmd_alternatives = {
	.name = "alternatives",
	.operands = "[LINK [PACKAGE|TARGET]]",
	.summary = "Say whose the links are that several packages offer, or choose",
	.max = 2,
	.options = rows,
	.shared = base_change_rows,
	.help = "LINK is a path, or the last part of one: vi is usr/bin/vi. Of the packages that offer a link the one with the highest priority\n"
		"has it, or the one that is chosen here; what is chosen stays chosen until --auto, or until the package goes.\n",
	.run = run,
};
