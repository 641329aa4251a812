// SPDX-License-Identifier: MIT
// orion drain, undrain: whom nodes are told last.
#include <stdio.h>
#include <string.h>

#include "applied.h"
#include "base.h"
#include "cmd.h"
#include "error.h"
#include "json.h"
#include "members.h"
#include "nearest.h"
#include "paths.h"
#include "runners.h"
#include "settled.h"
#include "site.h"

static int find(const struct server **s, const struct site *site, const char *said)
{
	struct nearest n = { .word = said };

	if (!site->servers.count)
		return fail(-E_CALL, "there is one server only: `orion invite` lets another join");
	*s = said ? servers_find(&site->servers, said) : &site->servers.item[site->servers.self];
	if (*s)
		return 0;
	for (size_t i = 0; i < site->servers.count; i++)
		nearest_try(&n, site->servers.item[i].name);
	return n.best ? fail(-E_CALL, "there is no server %s: is `%s` meant?", said, n.best)
		      : fail(-E_CALL, "there is no server %s: `orion servers` lists them", said);
}

// Somebody must be left for nodes that boot.
static int check_rest(const struct site *site, const struct server *s)
{
	for (size_t i = 0; i < site->servers.count; i++)
		if (&site->servers.item[i] != s && !site->servers.item[i].drained)
			return 0;
	return fail(
		-E_NO, "no other server would be left that isn't drained: no machine could boot");
}

// It agrees with nobody, and others give its addresses.
static int check_left(const struct site *site)
{
	return site->servers.left
		? fail(-E_NO,
			  "this server left: `orion join` lets it come back, `orion init --force` has it serve by itself")
		: 0;
}

static void say(
	const struct call *c, const struct server *s, bool drained, size_t nodes, const char *names)
{
	if (c->json) {
		json_open(NULL, '{');
		json_text("server", text_of(s->name));
		json_bool("drained", drained);
		json_number("running", nodes);
		json_close();
	} else if (drained) {
		printf("%s is drained: nodes that boot take another server, and it answers no DHCP\n",
			s->name);
		if (nodes)
			printf("%zu run%s from it: %s; who has another server moves there within seconds, `orion drain %s` once more says who is left\n",
				nodes, nodes == 1 ? "s" : "", names, s->name);
		else
			printf("no node runs from it\n");
	} else {
		printf("%s is drained no longer\n", s->name);
	}
}

static int locked(struct call *c, struct base *b, bool drained)
{
	const struct server *s = NULL;
	const char *names = "";
	size_t nodes = 0;
	struct applied done;
	struct site site;
	int rc = site_conf(&site, &c->arena, &paths);

	if (!rc)
		rc = find(&s, &site, c->argc ? c->argv[0] : NULL);
	if (!rc)
		rc = drained ? check_rest(&site, s) : check_left(&site);
	if (!rc)
		rc = members_drain(&c->arena, b, s->name, drained);
	if (!rc)
		rc = applied(&c->arena, &done);
	if (!rc)
		rc = runners_of(&nodes, &names, &c->arena, s);
	if (!rc)
		say(c, s, drained, nodes, names);
	return rc;
}

static int change(struct call *c, bool drained)
{
	struct base b;
	int rc = settled_open(&b, c);

	if (rc)
		return rc;
	rc = locked(c, &b, drained);
	base_close(&b);
	return rc;
}

static int drain(struct call *c)
{
	return change(c, true);
}

static int undrain(struct call *c)
{
	return change(c, false);
}

const struct cmd cmd_drain = {
	.name = "drain",
	.operands = "[SERVER]",
	.summary = "Let nodes go to other servers, before this one (or SERVER) is switched off",
	.max = 1,
	.shared = paths_rows,
	.help = "Nodes that boot are told it last, and it answers no DHCP. A node that runs from it asks every ten seconds, and moves its root to another\n"
		"server. What has no other (root by NFSv4, persist) stays.\n",
	.run = drain,
};

const struct cmd cmd_undrain = {
	.name = "undrain",
	.operands = "[SERVER]",
	.summary = "Take back what drain did",
	.max = 1,
	.shared = paths_rows,
	.help = "Nodes whose root moved away from it come back within ten seconds, and those of orion.conf that booted meanwhile and take it first.\n",
	.run = undrain,
};
