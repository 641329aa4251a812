// SPDX-License-Identifier: MIT
// orion-pkg remove: packages, and what nothing needs any more then.
#include "change.h"
#include "cmd.h"

static int run(struct call *call)
{
	struct change c;
	int rc = change_open(&c, call, "remove");

	if (rc)
		return rc;
	c.leaves = true;
	for (int i = 0; !rc && i < call->argc; i++)
		rc = change_job(&c, JOB_REMOVE, text_of(call->argv[i]));
	if (!rc)
		rc = change_run(&c);
	change_close(&c);
	return rc;
}

const struct cmd cmd_remove = {
	.name = "remove",
	.operands = "NAME...",
	.summary = "Remove packages, and what nothing needs any more",
	.min = 1,
	.max = -1,
	.shared = base_change_rows,
	.help = "Configuration files that were changed stay.\n",
	.run = run,
};
