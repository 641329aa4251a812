// SPDX-License-Identifier: MIT
// orion publish: takes a build, and lets a channel name it.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "called.h"
#include "cmd.h"
#include "error.h"
#include "gc.h"
#include "hook.h"
#include "json.h"
#include "moved.h"
#include "paths.h"

static int choose(void *arg, const struct site *s, const struct channel *was, struct digest *to)
{
	(void)arg;
	(void)was;
	*to = channels_find(&s->channels, CANDIDATE)->current;
	return 0;
}

static int say_candidate(struct call *c)
{
	struct site s;
	int rc = site_channels(&s, &c->arena, &paths);
	const struct channel *is = rc ? NULL : channels_find(&s.channels, CANDIDATE);
	const char *name = rc ? NULL : called_name(&s, &c->arena, &is->current);

	if (!name)
		return rc ? rc : -ENOMEM;
	if (c->json) {
		json_open(NULL, '{');
		json_text("channel", text_of(CANDIDATE));
		json_text("to", text_of(name));
		json_number("nodes", moved_nodes(&s, CANDIDATE));
		json_close();
	} else {
		printf(CANDIDATE ": %s\n", name);
	}
	return 0;
}

static int run(struct call *c)
{
	const char *channel = c->argc > 1 ? c->argv[1] : CANDIDATE;

	if (channel_check(channel))
		return during(-E_CALL, "publish");
	int rc = hook_run(&c->arena, "publish", c->argv[0]);
	if (rc == -ENOENT)
		rc = fail(-E_DATA, "this machine can't publish: it has no server/publish");
	if (rc)
		return rc;
	rc = strcmp(channel, CANDIDATE) ? moved(c, channel, choose, NULL) : say_candidate(c);
	return rc ? rc : gc_after(c);
}

const struct cmd cmd_publish = {
	.name = "publish",
	.operands = "FILE|DIR|- [CHANNEL]",
	.summary = "Take a build, dist/ARCH or a bundle of it, and let the channel name it",
	.min = 1,
	.max = 2,
	.shared = paths_rows,
	.help = "Without a CHANNEL it is the candidate only. - is standard input: a bundle, or a tar of such a directory.\n",
	.run = run,
};
