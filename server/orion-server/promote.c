// SPDX-License-Identifier: MIT
// orion promote: a channel names what another names.
#include <errno.h>
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

static char *of_role(struct call *c, const char *role, const struct channel_name *n)
{
	return strcmp(role, SITE_ROLE) ? arena_printf(&c->arena, "%s/%s", role, n->name)
				       : arena_text(&c->arena, n->name, strlen(n->name));
}

static int add(struct call *c, struct move *m, const char *role, const struct channel_name *from,
	const struct channel_name *to)
{
	*m = (struct move){ of_role(c, role, to), of_role(c, role, from) };
	return m->channel && m->arg ? 0 : -ENOMEM;
}

// Where no role is said the servers' channel goes along, once it is there: both stay of one build.
static int promote(struct call *c, const struct channel_name *from, const struct channel_name *to)
{
	struct move m[SITE_ROLES];
	struct channels all;
	int rc = add(c, &m[0], to->bare ? from->role : to->role, from, to);
	size_t count = 1;

	if (!rc && to->bare && from->bare) {
		rc = channels_load(&all, &c->arena, paths.base);
		if (!rc)
			rc = add(c, &m[1], SITE_SERVER, from, to);
		count += !rc && channels_find(&all, m[1].channel) && channels_find(&all, m[1].arg);
	}
	return rc ? rc : moved_all(c, m, count, choose);
}

static int run(struct call *c)
{
	struct channel_name from, to;

	if (channel_parse(&from, c->argv[0]) || channel_parse(&to, c->argv[1]))
		return during(-E_CALL, "promote");
	if (!from.bare && !to.bare && strcmp(from.role, to.role))
		return fail(-E_CALL, "%s and %s are channels of two roles", c->argv[0], c->argv[1]);
	if (!strcmp(to.name, CANDIDATE))
		return fail(-E_CALL,
			"the candidate is what was made last: `orion publish`, or `orion pkg`, moves it");
	return promote(c, &from, &to);
}

const struct cmd cmd_promote = {
	.name = "promote",
	.operands = "FROM TO",
	.summary =
		"Let the channel TO name the generation that FROM names: promote candidate stable",
	.min = 2,
	.max = 2,
	.shared = paths_rows,
	.help = "TO is made when it isn't there. `server/stable` is a channel of servers; `stable` is that of nodes, and moves that of\n"
		"servers too once there is one.\n",
	.run = run,
};
