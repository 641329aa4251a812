// SPDX-License-Identifier: MIT
// orion leave: a server is a replica no longer.
#include <stdio.h>
#include <string.h>

#include "applied.h"
#include "base.h"
#include "cmd.h"
#include "error.h"
#include "json.h"
#include "members.h"
#include "paths.h"
#include "runners.h"
#include "settled.h"
#include "site.h"

static bool force;

static const struct option rows[] = {
	{ 0, "force", NULL, "though nodes run from it", .flag = &force },
	{ .name = NULL },
};

// Whoever runs from it stands still when it is switched off.
static int check_runners(struct arena *a, const struct server *s)
{
	const char *names;
	size_t count;
	int rc = runners_of(&count, &names, a, s);

	if (rc || !count || force)
		return rc;
	return fail(-E_NO,
		"%zu run%s from it: %s; `orion drain %s` moves who has another server, --force leaves all the same",
		count, count == 1 ? "s" : "", names, s->name);
}

static int check(struct arena *a, const struct site *s, const char *name)
{
	if (!s->servers.count || !servers_find(&s->servers, name))
		return fail(-E_CALL, "there is no server %s: `orion servers` lists them", name);
	if (!strcmp(s->servers.item[s->servers.self].name, name))
		return fail(-E_CALL, "this is `%s` itself: say it on a server that stays", name);
	return check_runners(a, servers_find(&s->servers, name));
}

static int locked(struct call *c, struct base *b)
{
	struct applied done;
	struct site s;
	int rc = site_conf(&s, &c->arena, &paths);

	if (!rc)
		rc = check(&c->arena, &s, c->argv[0]);
	if (!rc)
		rc = members_remove(&c->arena, b, &s, c->argv[0]);
	return rc ? rc : applied(&c->arena, &done);
}

static int run(struct call *c)
{
	struct base b;
	int rc = settled_open(&b, c);

	if (rc)
		return rc;
	rc = locked(c, &b);
	base_close(&b);
	if (rc)
		return rc;
	if (c->json) {
		json_open(NULL, '{');
		json_text("server", text_of(c->argv[0]));
		json_close();
	} else {
		printf("%s is no replica any more: its key is gone, nodes aren't told it; when it hears of that it answers no DHCP and agrees with nobody any more\n",
			c->argv[0]);
	}
	return 0;
}

const struct cmd cmd_leave = {
	.name = "leave",
	.operands = "SERVER",
	.summary =
		"Take a server out of the replicas: said on one that stays, also of one that is dead",
	.min = 1,
	.max = 1,
	.options = rows,
	.shared = paths_rows,
	.help = "Drain it first: nodes move away then. What it has stays there, and `orion join` lets it come back.\n",
	.run = run,
};
