// SPDX-License-Identifier: MIT
// orion-pkg index: makes a directory of packages a repository.
#include "cmd.h"
#include "keys.h"
#include "published.h"
#include "release.h"

static uint64_t serial, threshold;
static bool all;

// clang-format off
static const struct option rows[] = {
	{ .letter = 'a', .name = "all", .flag = &all, .help = "check all packages whole, also those that didn't change since they were" },
	{ .name = "serial", .argument = "N", .number = &serial, .max = SERIAL_MAX, .help = "serials are at least this: for a repository that was lost" },
	{ .name = "root-keys", .argument = "M", .number = &threshold, .max = SIGNERS_MAX, .help = "the root keys are root.pub and all root-NAME.pub from now on, and M of them must sign" },
	{ 0 },
};
// clang-format on

static int run(struct call *c)
{
	struct publish p = { .serial = serial, .all = all, .threshold = (size_t)threshold };

	return published(c, &p, publish_index);
}

const struct cmd cmd_index = {
	.name = "index",
	.operands = "DIR",
	.summary = "Check the packages in DIR, list them in its index, and sign it",
	.min = 1,
	.max = 1,
	.options = rows,
	.shared = keys_rows,
	.help = "It takes release.key and timestamp.key, and root.key when keys are new. A new root that takes\n"
		"keys which are not here waits as root-next: `orion-pkg sign --root` signs it elsewhere.\n",
	.run = run,
};
