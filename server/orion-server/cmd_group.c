// SPDX-License-Identifier: MIT
// orion group: what a group of orion.conf says, what it takes from others, and who is in it.
#include "chosen.h"
#include "cmd.h"
#include "origin.h"
#include "paths.h"
#include "shown.h"

static bool names;

static const struct option rows[] = {
	{ 0, "names", NULL, "print the names of its nodes only, one a line", .flag = &names },
	{ .name = NULL },
};

static int show(
	struct call *c, const struct site *s, const struct section *g, const struct chosen *in)
{
	struct arena *a = &c->arena;
	struct settings set;
	int rc = settings_resolve(&set, a, &s->conf, g);

	if (rc)
		return rc;
	shown_open(c, g->title);
	shown(c, "group", conf_get(g, KEY_GROUP), origin_key(a, &s->conf, g, KEY_GROUP));
	for (enum conf_key k = KEY_CHANNEL; k < KEYS; k++)
		shown(c, conf_key_name(k), settings_text(&set, a, k),
			origin_setting(a, &s->conf, g, &set, k));
	shown_names(c, "nodes", in->name, in->count);
	shown_close(c);
	return 0;
}

static int run(struct call *c)
{
	struct chosen in = { NULL, 0 };
	struct site s;
	int rc = site_conf(&s, &c->arena, &paths);

	if (!rc)
		rc = chosen_group(&in, &c->arena, &s, c->argv[0]);
	if (rc)
		return rc;
	if (names && !c->json) {
		chosen_print(&in);
		return 0;
	}
	shown_begin(c);
	rc = show(c, &s, settings_group(&s.conf, c->argv[0]), &in);
	shown_end(c);
	return rc;
}

const struct cmd cmd_group = {
	.name = "group",
	.operands = "NAME",
	.summary = "Show what holds for a group, where it comes from, and its nodes",
	.min = 1,
	.max = 1,
	.options = rows,
	.shared = paths_rows,
	.run = run,
};
