// SPDX-License-Identifier: MIT
// orion rollback: a channel names the generation that it named before, or another.
#include <string.h>

#include "called.h"
#include "cmd.h"
#include "error.h"
#include "moved.h"
#include "paths.h"

struct wanted {
	const char *role, *said;	// said: NULL, the one before
};

static int choose(void *arg, const struct site *s, const struct channel *was, struct digest *to)
{
	const struct wanted *w = arg;

	if (!was)
		return fail(-E_CALL, "there is no such channel: `orion channels` lists them");
	if (w->said)
		return called_find(s, w->role, w->said, to);
	if (!was->has_former)
		return fail(-E_NO, "this channel names its first generation");
	*to = was->former;
	return site_has(s, to)
		? 0
		: fail(-E_NO, "the generation before is not on this server any more");
}

static int run(struct call *c)
{
	struct channel_name n;

	if (channel_parse(&n, c->argv[0]))
		return during(-E_CALL, "rollback");
	if (!strcmp(n.name, CANDIDATE))
		return fail(-E_CALL,
			"what is installed goes back with the candidate: `orion pkg --role %s rollback` does that",
			n.role);
	struct wanted w = { n.role, c->argc > 1 ? c->argv[1] : NULL };
	return moved(c, strcmp(n.role, SITE_ROLE) ? c->argv[0] : n.name, choose, &w);
}

const struct cmd cmd_rollback = {
	.name = "rollback",
	.operands = "CHANNEL [GENERATION]",
	.summary = "Let a channel name the generation before, or another",
	.min = 1,
	.max = 2,
	.shared = paths_rows,
	.help = "Once more, without a GENERATION, goes back to where it was. `stable` is the channel of nodes; servers go back by\n"
		"`server/stable`.\n",
	.run = run,
};
