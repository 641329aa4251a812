// SPDX-License-Identifier: MIT
// orion-pkg sign: says of a repository that it is still the newest.
#include "cmd.h"
#include "keys.h"
#include "published.h"

static int run(struct call *c)
{
	struct publish p = { .serial = 0 };

	return published(c, &p, publish_timestamp);
}

const struct cmd cmd_sign = {
	.name = "sign",
	.operands = "DIR",
	.summary = "Sign the timestamp of a repository again, for 90 days",
	.min = 1,
	.max = 1,
	.shared = keys_rows,
	.help = "It takes timestamp.key only. `orion-pkg index` lists new packages.\n",
	.run = run,
};
