// SPDX-License-Identifier: MIT
// orion-pkg upgrade: the best versions that the repositories have.
#include "change.h"
#include "cmd.h"

static int run(struct call *call)
{
	struct change c;
	int rc = change_open(&c, call, "upgrade");

	if (rc)
		return rc;
	c.request.upgrade = !call->argc;
	for (int i = 0; !rc && i < call->argc; i++)
		rc = change_job(&c, JOB_UPGRADE, text_of(call->argv[i]));
	if (!rc)
		rc = change_run(&c);
	change_close(&c);
	return rc;
}

const struct cmd cmd_upgrade = {
	.name = "upgrade",
	.operands = "[NAME...]",
	.summary = "Bring packages, or all of them, to the best version there is",
	.max = -1,
	.shared = base_change_rows,
	.run = run,
};
