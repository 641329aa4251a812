// SPDX-License-Identifier: MIT
// From a request to a new generation of a role.
#include <errno.h>
#include <stdio.h>

#include "arena.h"
#include "change.h"
#include "change_impl.h"
#include "cmd.h"
#include "error.h"
#include "json.h"

int change_open_base(struct change *c)
{
	int rc = root_simulate ? bases_open(&c->base, &c->role, c->call)
			       : bases_change(&c->base, &c->role, c->call, c->command);

	if (rc)
		return rc;
	c->title = arena_printf(&c->call->arena, "role %s", c->role.name);
	c->request.held = c->role.held;
	rc = c->title ? role_wish(&c->role.asked, &c->call->arena, &c->request.wish) : -ENOMEM;
	if (!rc)
		rc = base_arch(&c->role, &c->call->arena, &c->supply.arch);
	if (rc)
		bases_close(&c->base, &c->role);
	return rc;
}

static void missing(void *arg, struct text name, struct text version)
{
	(void)arg;
	fprintf(stderr,
		"orion-pkg: the repository has no %.*s %.*s any more, which the lock names\n",
		TEXT_ARG(name), TEXT_ARG(version));
}

static int open_supply(struct change *c)
{
	struct arena *a = &c->call->arena;
	struct repository *r = ARENA_NEW(a, struct repository);
	int rc = r ? base_repository(&c->base, a, r) : -ENOMEM;

	if (!rc)
		rc = supply_use(&c->supply, a, r);
	return rc ? rc
		  : base_described(a, c->role.lock, c->supply.index, &c->installed, missing, NULL);
}

static int plan_generation(struct change *c)
{
	struct renewal *r = &c->renewal;

	r->arena = &c->call->arena;
	r->tell = bases_tell;
	r->role = &c->role;
	r->asked = c->role.asked;
	int rc = role_rewish(&r->asked, &c->call->arena, &c->plan.wish);
	if (!rc)
		rc = renew_packages(r, &c->supply, &c->installed, &c->plan);
	if (!rc)
		rc = renew_plan(r);
	if (!rc)
		c->title = r->title;
	return rc;
}

// --- what is done

static int carry_out(struct change *c)
{
	int rc = root_simulate ? 0 : renew_import(&c->renewal, &c->supply);

	return rc || root_simulate ? rc : renew_carry_out(&c->renewal);
}

static void say_end(const struct change *c, int rc)
{
	if (!c->call->json)
		return;
	if (c->renewal.known || (!rc && !root_simulate))
		json_digest("generation", &c->renewal.digest);
	json_bool("done", !rc && !root_simulate);
	json_close();
}

int change_run_base(struct change *c)
{
	int rc = open_supply(c);

	if (rc)
		return rc;
	rc = solve(&c->call->arena, c->supply.index, &c->installed, &c->request, &c->plan);
	if (rc)
		return change_refuse(c, rc);
	rc = change_unpin(c);
	if (!rc)
		rc = plan_generation(c);
	if (rc)
		return rc;
	rc = change_say(c);
	if (!rc)
		rc = carry_out(c);
	say_end(c, rc);
	return rc;
}
