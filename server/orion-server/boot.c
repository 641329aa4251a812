// SPDX-License-Identifier: MIT
// orion boot: nodes boot a generation the next time only.
#include "cmd.h"
#include "error.h"
#include "paths.h"
#include "repin.h"

static bool once;

static const struct option rows[] = {
	{ 0, "once", NULL, "the next time only", .flag = &once },
	REPIN_GROUP,
	{ .name = NULL },
};

static int run(struct call *c)
{
	size_t nodes = (size_t)c->argc - 1;

	if (!once)
		return fail(-E_CALL, "say --once; for longer there is `orion pin`");
	return repin(c, &(struct repin){ c->argv, nodes, c->argv[nodes], PIN_ONCE });
}

const struct cmd cmd_boot = {
	.name = "boot",
	.operands = "[NODE...] GENERATION --once",
	.summary = "Let nodes boot a generation the next time only: boot n01 node@8 --once",
	.min = 1,
	.max = -1,
	.options = rows,
	.shared = paths_rows,
	.help = "After that, whatever became of it, they boot what they did before. It counts more than a pin. NODE as with `orion pin`.\n",
	.run = run,
};
