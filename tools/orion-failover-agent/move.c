// SPDX-License-Identifier: MIT
// orion-failover-agent move: has the agent that runs move the mount now.
#include <stdio.h>

#include "../../server/orion-server/ipv4.h"
#include "cmd.h"
#include "control.h"
#include "error.h"

static int run(struct call *c)
{
	char request[CONTROL_REQUEST], answer[CONTROL_ANSWER + 1];
	uint32_t address;

	if (ipv4_parse(&address, text_of(c->argv[0])))
		return during(-E_CALL, "ADDRESS");
	snprintf(request, sizeof request, "move %s", c->argv[0]);
	int rc = control_ask(request, answer);
	if (!rc && *answer)
		rc = fail(-E_NO, "%s: %s", c->argv[0], answer);
	return rc;
}

const struct cmd cmd_move = {
	.name = "move",
	.operands = "ADDRESS",
	.summary =
		"Move the mount to this server now, which must be alive; back_after doesn't undo it",
	.min = 1,
	.max = 1,
	.run = run,
};
