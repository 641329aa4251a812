// SPDX-License-Identifier: MIT
// orion servers: who is a replica.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "error.h"
#include "json.h"
#include "paths.h"
#include "peer.h"
#include "site.h"

static bool names;

static const struct option rows[] = {
	{ 0, "names", NULL, "print the names only, one a line", .flag = &names },
	{ .name = NULL },
};

static bool has_key(struct call *c, const struct server *s)
{
	const char *path = arena_printf(&c->arena, "%s/" PEERS "/%s.pub", paths.base, s->name);

	return path && !access(path, F_OK);
}

static void print(struct call *c, const struct site *site, size_t i)
{
	const struct server *s = &site->servers.item[i];
	const struct values *v = &s->section->key[KEY_SERVER_ADDRESS];
	bool self = i == site->servers.self, key = has_key(c, s);

	if (c->json) {
		json_open(NULL, '{');
		json_text("name", text_of(s->name));
		json_open("addresses", '[');
		for (size_t k = 0; k < v->count; k++)
			json_text(NULL, text_of(v->item[k].s));
		json_close();
		json_bool("self", self);
		json_bool("drained", s->drained);
		if (self && site->servers.left)
			json_bool("left", true);
		json_bool("key", key);
		json_close();
	} else if (names) {
		printf("%s\n", s->name);
	} else {
		printf("%-16s %-20s%s%s%s\n", s->name, v->item->s,
			!self                        ? ""
				: site->servers.left ? " this one, which left"
						     : " this one",
			s->drained ? " drained" : "",
			key || self || site->servers.left
				? ""
				: " without a key: `orion invite` lets it join");
	}
}

static int run(struct call *c)
{
	struct site s;
	int rc = site_conf(&s, &c->arena, &paths);

	if (rc)
		return rc;
	if (c->json)
		json_open(NULL, '[');
	for (size_t i = 0; i < s.servers.count; i++)
		print(c, &s, i);
	if (c->json)
		json_close();
	else if (!s.servers.count && !names)
		printf("there is one server only: `orion invite` lets another join\n");
	return 0;
}

const struct cmd cmd_servers = {
	.name = "servers",
	.operands = "",
	.summary =
		"List the servers of orion.conf: name, address, which is this one, who is drained",
	.options = rows,
	.shared = paths_rows,
	.run = run,
};
