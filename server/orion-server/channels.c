// SPDX-License-Identifier: MIT
// orion channels: what each names, and how many nodes of orion.conf boot it.
#include <errno.h>
#include <stdio.h>

#include "called.h"
#include "cmd.h"
#include "error.h"
#include "json.h"
#include "moved.h"
#include "paths.h"
#include "shown.h"

static bool names;

static const struct option rows[] = {
	{ 0, "names", NULL, "print the names only, one a line", .flag = &names },
	{ .name = NULL },
};

static int print(struct call *c, const struct site *s, const struct named_channel *n)
{
	const char *current = called_name(s, &c->arena, &n->to.current);
	const char *former = n->to.has_former ? called_name(s, &c->arena, &n->to.former) : "";
	const char *name = arena_printf(&c->arena, "%s/%s", n->role, n->name);

	if (!current || !former || !name)
		return -ENOMEM;
	if (c->json) {
		json_open(NULL, '{');
		json_text("role", text_of(n->role));
		json_text("name", text_of(n->name));
		json_text("generation", text_of(current));
		if (*former)
			json_text("former", text_of(former));
		json_number("nodes", moved_nodes(s, name));
		json_close();
	} else if (names) {
		printf("%s\n", name);
	} else {
		printf("%-16s %-20s %-20s %zu\n", name, current, *former ? former : "-",
			moved_nodes(s, name));
	}
	return 0;
}

static int run(struct call *c)
{
	struct site s;
	int rc = site_channels(&s, &c->arena, &paths);

	if (rc)
		return rc;
	shown_begin(c);
	for (size_t i = 0; !rc && i < s.channels.count; i++)
		rc = print(c, &s, &s.channels.item[i]);
	shown_end(c);
	return rc;
}

const struct cmd cmd_channels = {
	.name = "channels",
	.operands = "",
	.summary = "List the channels: name, generation, the one before, number of nodes",
	.options = rows,
	.shared = paths_rows,
	.help = "While nobody made `stable`, its nodes boot the candidate and count there.\n",
	.run = run,
};
