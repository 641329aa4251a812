// SPDX-License-Identifier: MIT
// orion-pkg rollback: a role boots a generation that it booted before.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "bases.h"
#include "cmd.h"
#include "error.h"
#include "generation.h"
#include "json.h"
#include "renew.h"
#include "root.h"

// N, or NAME@N.
static int find_number(const struct base_role *r, const char *operand, const struct digest **d)
{
	const char *at = strchr(operand, '@');
	uint64_t number;

	if (at &&
		(strlen(r->name) != (size_t)(at - operand) ||
			  strncmp(operand, r->name, (size_t)(at - operand)) != 0))
		return fail(-E_CALL, "%s is not a generation of role %s", operand, r->name);
	int rc = text_number(
		&number, text_of(at ? at + 1 : operand), 1, UINT64_MAX / 2, "generation");
	if (rc)
		return during(-E_CALL, "%s", operand);
	for (size_t i = 0; i < r->generations; i++)
		if (r->generation[i].number == number) {
			*d = &r->generation[i].digest;
			return 0;
		}
	return fail(-E_NO, "role %s had no generation %s: `orion-pkg history` lists them", r->name,
		operand);
}

static int find(const struct call *c, const struct base_role *r, const struct digest **d)
{
	if (c->argc)
		return find_number(r, c->argv[0], d);
	*d = &r->former;
	return r->has_former ? 0
			     : fail(-E_NO, "role %s has no generation before this one", r->name);
}

static void say(const struct call *c, const char *title, const struct digest *d)
{
	if (!c->json) {
		printf("%s\n", title);
		return;
	}
	json_open(NULL, '{');
	json_text("target", text_of(title));
	json_digest("generation", d);
	json_bool("done", !root_simulate);
	json_close();
}

static int roll_back(struct call *c, struct base_role *r)
{
	const struct digest *to = NULL;
	struct role asked = { .name = { NULL, 0 } };
	struct text lock;
	int rc = find(c, r, &to);

	if (!rc)
		rc = generation_load(r, &c->arena, to, &asked, &lock);
	const char *title = rc ? NULL : renew_title(&c->arena, r, to);
	if (rc || !title)
		return rc ? rc : -ENOMEM;
	if (!root_simulate && (!r->boots || !digest_equal(to, &r->current)))
		rc = renew_point(&c->arena, r, &asked, lock, to, false);
	if (!rc)
		say(c, title, to);
	return rc;
}

static int run(struct call *c)
{
	struct base_role r;
	struct base b;
	int chosen = bases_chosen();

	if (chosen <= 0)
		return chosen
			? chosen
			: fail(-E_CALL,
				  "only a role of a base has generations: name one with --base");
	int rc = root_simulate ? bases_open(&b, &r, c) : bases_change(&b, &r, c, "rollback");
	if (rc)
		return rc;
	rc = roll_back(c, &r);
	bases_close(&b, &r);
	return rc;
}

const struct cmd cmd_rollback = {
	.name = "rollback",
	.operands = "[GENERATION]",
	.summary = "Let a role of a base boot the generation before, or another that is there",
	.max = 1,
	.shared = base_change_rows,
	.help = "GENERATION is a number, or ROLE@NUMBER. Wish and lock are those of that generation then. Once more, without a\n"
		"GENERATION, goes back to where it was.\n",
	.run = run,
};
