// SPDX-License-Identifier: MIT
// orion pin: nodes boot one generation, whatever their channel says.
#include "cmd.h"
#include "paths.h"
#include "repin.h"

static const struct option rows[] = {
	REPIN_GROUP,
	{ .name = NULL },
};

static int run(struct call *c)
{
	size_t nodes = (size_t)c->argc - 1;

	return repin(c, &(struct repin){ c->argv, nodes, c->argv[nodes], PIN });
}

const struct cmd cmd_pin = {
	.name = "pin",
	.operands = "[NODE...] GENERATION",
	.summary = "Let nodes boot one generation until `orion unpin`: pin n[001-020] node@7",
	.min = 1,
	.max = -1,
	.options = rows,
	.shared = paths_rows,
	.help = "NODE is a name of orion.conf, a range of names, a MAC or a UUID. A pin counts more than the channel and `generation` of\n"
		"orion.conf. Nodes that run are not disturbed.\n",
	.run = run,
};
