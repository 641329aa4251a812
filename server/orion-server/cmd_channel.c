// SPDX-License-Identifier: MIT
// orion channel: what a channel names, and who boots it.
#include <errno.h>
#include <string.h>

#include "boots.h"
#include "called.h"
#include "chosen.h"
#include "cmd.h"
#include "error.h"
#include "nearest.h"
#include "paths.h"
#include "shown.h"

static bool names;

static const struct option rows[] = {
	{ 0, "names", NULL, "print the names of the nodes that boot it, one a line",
		.flag = &names },
	{ .name = NULL },
};

// Those that boot it next since nothing else is said for them.
static int followers(
	struct chosen *to, struct arena *a, const struct site *s, const struct channel *is)
{
	struct boots b;
	int rc = 0;

	for (size_t i = 0; !rc && i < s->nodes.count; i++) {
		const struct node *n = &s->nodes.item[i];

		if (!boots_find(&b, s, n) && !b.pin && !b.said && b.channel == is)
			rc = chosen_add(to, a, n->name);
	}
	error_clear();
	return rc;
}

static int show(struct call *c, const struct site *s, const struct named_channel *n)
{
	struct chosen to = { NULL, 0 };
	char hex[DIGEST_HEX + 1];
	const char *name = arena_printf(&c->arena, "%s/%s", n->role, n->name);
	const char *current = called_name(s, &c->arena, &n->to.current);
	const char *former = n->to.has_former ? called_name(s, &c->arena, &n->to.former) : "";
	int rc = followers(&to, &c->arena, s, &n->to);

	if (rc || !name || !current || !former)
		return rc ? rc : -ENOMEM;
	if (names && !c->json) {
		chosen_print(&to);
		return 0;
	}
	digest_hex(&n->to.current, hex);
	shown_open(c, name);
	shown(c, "generation", current, NULL);
	shown(c, "digest", hex, NULL);
	shown(c, "former", *former ? former : NULL, NULL);
	shown_names(c, "nodes", to.name, to.count);
	shown_close(c);
	return 0;
}

static int none(const struct site *s, const char *said)
{
	struct nearest n = { .word = said };

	for (size_t i = 0; i < s->channels.count; i++)
		nearest_try(&n, s->channels.item[i].name);
	return nearest_fail(&n, "channel", "orion channels");
}

// Without a role, that of each role.
static int run(struct call *c)
{
	struct channel_name said;
	struct site s;
	size_t found = 0;
	int rc = channel_parse(&said, c->argv[0]) ? during(-E_CALL, "channel")
						  : site_channels(&s, &c->arena, &paths);

	if (rc)
		return rc;
	shown_begin(c);
	for (size_t i = 0; !rc && i < s.channels.count; i++) {
		const struct named_channel *n = &s.channels.item[i];

		if (strcmp(n->name, said.name) || (!said.bare && strcmp(n->role, said.role)))
			continue;
		rc = show(c, &s, n);
		found++;
	}
	shown_end(c);
	return rc || found ? rc : none(&s, c->argv[0]);
}

const struct cmd cmd_channel = {
	.name = "channel",
	.operands = "[ROLE/]NAME",
	.summary = "Show what a channel names, and the nodes that boot it",
	.min = 1,
	.max = 1,
	.options = rows,
	.shared = paths_rows,
	.run = run,
};
