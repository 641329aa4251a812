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
#include "settled.h"
#include "site.h"

static int check(const struct site *s, const char *name)
{
	if (!s->servers.count || !servers_find(&s->servers, name))
		return fail(-E_CALL, "there is no server %s: `orion servers` lists them", name);
	if (!strcmp(s->servers.item[s->servers.self].name, name))
		return fail(-E_CALL, "this is `%s` itself: say it on a server that stays", name);
	return 0;
}

static int locked(struct call *c, struct base *b)
{
	struct applied done;
	struct site s;
	int rc = site_conf(&s, &c->arena, &paths);

	if (!rc)
		rc = check(&s, c->argv[0]);
	if (!rc)
		rc = members_remove(&c->arena, b, &s, c->argv[0]);
	return rc ? rc : applied(&c->arena, &done);
}

static int run(struct call *c)
{
	struct base b;
	int rc = base_open(&b, paths.base, true);

	if (rc)
		return rc;
	rc = settled_lock(&b, c);
	if (!rc)
		rc = locked(c, &b);
	base_close(&b);
	if (rc)
		return rc;
	if (c->json) {
		json_open(NULL, '{');
		json_text("server", text_of(c->argv[0]));
		json_close();
	} else {
		printf("%s is no replica any more: its key is gone, nodes aren't told it; switch it off, or `orion down` there\n",
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
	.shared = paths_rows,
	.help = "Drain it first, so that no node boots from it meanwhile. What it has stays there.\n",
	.run = run,
};
