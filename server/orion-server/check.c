// SPDX-License-Identifier: MIT
// orion check: is orion.conf one?
#include <stdio.h>

#include "cmd.h"
#include "json.h"
#include "paths.h"

static int run(struct call *c)
{
	struct site s;
	int rc = site_conf(&s, &c->arena, &paths);

	if (rc)
		return rc;
	if (c->json) {
		json_open(NULL, '{');
		json_text("conf", text_of(s.conf.path));
		json_number("nodes", s.nodes.count);
		json_number("groups", s.conf.groups.count);
		json_close();
	} else {
		printf("%s: %zu nodes, %zu groups\n", s.conf.path, s.nodes.count,
			s.conf.groups.count);
	}
	return 0;
}

const struct cmd cmd_check = {
	.name = "check",
	.operands = "",
	.summary = "Check orion.conf",
	.shared = paths_rows,
	.run = run,
};
