// SPDX-License-Identifier: MIT
// orion groups: the groups of orion.conf, and how many nodes are in each.
#include <stdio.h>

#include "chosen.h"
#include "cmd.h"
#include "json.h"
#include "paths.h"
#include "shown.h"

static bool names;

static const struct option rows[] = {
	{ 0, "names", NULL, "print the names only, one a line", .flag = &names },
	{ .name = NULL },
};

static int print(struct call *c, const struct site *s, const struct section *g)
{
	const char *from = conf_get(g, KEY_GROUP);
	struct chosen in = { NULL, 0 };
	int rc = chosen_group(&in, &c->arena, s, g->title);

	if (rc)
		return rc;
	if (c->json) {
		json_open(NULL, '{');
		json_text("name", text_of(g->title));
		if (from)
			json_text("group", text_of(from));
		json_number("nodes", in.count);
		json_close();
	} else if (names) {
		printf("%s\n", g->title);
	} else {
		printf("%-16s %-16s %zu\n", g->title, from ? from : "-", in.count);
	}
	return 0;
}

static int run(struct call *c)
{
	struct site s;
	int rc = site_conf(&s, &c->arena, &paths);

	if (rc)
		return rc;
	shown_begin(c);
	for (size_t i = 0; !rc && i < s.conf.groups.count; i++)
		rc = print(c, &s, &s.conf.groups.item[i]);
	shown_end(c);
	return rc;
}

const struct cmd cmd_groups = {
	.name = "groups",
	.operands = "",
	.summary = "List the groups of orion.conf: name, the group it takes from, number of nodes",
	.options = rows,
	.shared = paths_rows,
	.run = run,
};
