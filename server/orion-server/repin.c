// SPDX-License-Identifier: MIT
// Changing pins.
#include "repin.h"

#include <errno.h>
#include <stdio.h>

#include "applied.h"
#include "base.h"
#include "called.h"
#include "chosen.h"
#include "cmd.h"
#include "error.h"
#include "json.h"
#include "paths.h"
#include "settled.h"

const char *repin_group;

static int choose(struct chosen *to, struct call *c, const struct site *s, const struct repin *r)
{
	int rc = repin_group ? chosen_group(to, &c->arena, s, repin_group) : 0;

	if (!repin_group && !r->count)
		return fail(-E_CALL, "which nodes? names, ranges like n[001-020], or --group NAME");
	for (size_t i = 0; !rc && i < r->count; i++)
		rc = chosen_nodes(to, &c->arena, s, r->generation ? NULL : &s->pins, r->said[i]);
	return rc || to->count ? rc : fail(-E_CALL, "no node is in the group %s", repin_group);
}

// *name: of the generation, as people call it.
static int change(struct site *s, struct arena *a, const struct chosen *to, const struct repin *r,
	const char **name)
{
	struct digest d;
	int rc = r->generation ? called_find(s, SITE_ROLE, r->generation, &d) : 0;

	*name = rc || !r->generation ? "" : called_name(s, a, &d);
	if (!*name)
		rc = -ENOMEM;
	for (size_t i = 0; !rc && i < to->count; i++)
		if (r->generation) {
			rc = pins_set(&s->pins, a, to->name[i], &d, r->kind);
		} else {
			pins_clear(&s->pins, to->name[i], PIN_ONCE);
			pins_clear(&s->pins, to->name[i], PIN);
		}
	return rc;
}

static void say(
	const struct call *c, const struct chosen *to, const struct repin *r, const char *name)
{
	const char *s = to->count == 1 ? "" : "s", *verb = to->count == 1 ? "s" : "";

	if (c->json) {
		json_open(NULL, '{');
		json_open("nodes", '[');
		for (size_t i = 0; i < to->count; i++)
			json_text(NULL, text_of(to->name[i]));
		json_close();
		if (r->generation) {
			json_text("generation", text_of(name));
			json_bool("once", r->kind == PIN_ONCE);
		}
		json_close();
	} else if (!r->generation) {
		printf("%zu node%s boot%s what orion.conf and the channel say\n", to->count, s,
			verb);
	} else if (r->kind == PIN_ONCE) {
		printf("%zu node%s boot%s %s the next time, once\n", to->count, s, verb, name);
	} else {
		printf("%zu node%s boot%s %s until `orion unpin`\n", to->count, s, verb, name);
	}
}

static int locked(struct call *c, const struct repin *r)
{
	struct chosen to = { NULL, 0 };
	struct applied done;
	const char *name;
	struct site s;
	int rc = site_channels(&s, &c->arena, &paths);

	if (!rc)
		rc = choose(&to, c, &s, r);
	if (!rc)
		rc = change(&s, &c->arena, &to, r, &name);
	if (!rc)
		rc = pins_store(&s.pins, paths.base);
	if (!rc)
		rc = applied_moved(&c->arena, &done);
	if (!rc)
		say(c, &to, r, name);
	return rc;
}

int repin(struct call *c, const struct repin *r)
{
	struct base b;
	int rc = settled_open(&b, c);

	if (rc)
		return rc;
	rc = locked(c, r);
	base_close(&b);
	return rc;
}
