// SPDX-License-Identifier: MIT
// orion unpin: nodes boot again what orion.conf and the channels say.
#include "cmd.h"
#include "paths.h"
#include "repin.h"

static const struct option rows[] = {
	REPIN_GROUP,
	{ .name = NULL },
};

static int run(struct call *c)
{
	return repin(c, &(struct repin){ .said = c->argv, .count = (size_t)c->argc });
}

const struct cmd cmd_unpin = {
	.name = "unpin",
	.operands = "[NODE...]",
	.summary = "Take back what `orion pin` and `orion boot --once` said of nodes",
	.max = -1,
	.options = rows,
	.shared = paths_rows,
	.run = run,
};
