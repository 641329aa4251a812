// SPDX-License-Identifier: MIT
// orion promote: a channel names what another names.
#include <string.h>

#include "cmd.h"
#include "error.h"
#include "moved.h"
#include "paths.h"

static int choose(void *arg, const struct site *s, const struct channel *was, struct digest *to)
{
	const char *from = arg;
	const struct channel *c = channels_find(&s->channels, from);

	(void)was;
	if (!c)
		return fail(-E_CALL, "there is no channel %s: `orion channels` lists them", from);
	*to = c->current;
	return 0;
}

static int run(struct call *c)
{
	const char *to = c->argv[1];

	if (channel_check(to))
		return during(-E_CALL, "promote");
	if (!strcmp(to, CANDIDATE))
		return fail(-E_CALL,
			"the candidate is what was made last: `orion publish`, or `orion pkg`, moves it");
	return moved(c, to, choose, c->argv[0]);
}

const struct cmd cmd_promote = {
	.name = "promote",
	.operands = "FROM TO",
	.summary =
		"Let the channel TO name the generation that FROM names: promote candidate stable",
	.min = 2,
	.max = 2,
	.shared = paths_rows,
	.help = "TO is made when it isn't there.\n",
	.run = run,
};
