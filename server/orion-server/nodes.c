// SPDX-License-Identifier: MIT
// orion nodes: the nodes of orion.conf, and what holds for them.
#include <stdio.h>

#include "cmd.h"
#include "json.h"
#include "paths.h"

static bool names;

static const struct option rows[] = {
	{ 0, "names", NULL, "print the names only, one a line", .flag = &names },
	{ .name = NULL },
};

static const struct {
	const char *name;
	enum conf_key key;
} shown[] = {
	{ "channel", KEY_CHANNEL },
	{ "generation", KEY_GENERATION },
	{ "root", KEY_ROOT },
	{ "loader", KEY_LOADER },
	{ "console", KEY_CONSOLE },
	{ "arguments", KEY_ARGUMENTS },
};

static void print_json(const struct node *n)
{
	char address[IPV4_TEXT];

	ipv4_write(address, n->address);
	json_open(NULL, '{');
	json_text("name", text_of(n->name));
	if (n->mac)
		json_text("mac", text_of(n->mac));
	if (n->uuid)
		json_text("uuid", text_of(n->uuid));
	if (n->address)
		json_text("address", text_of(address));
	if (conf_get(n->section, KEY_GROUP))
		json_text("group", text_of(conf_get(n->section, KEY_GROUP)));
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
		if (n->settings->value[shown[i].key])
			json_text(shown[i].name, text_of(n->settings->value[shown[i].key]));
	json_close();
}

static void print(const struct node *n)
{
	char address[IPV4_TEXT] = "-";
	const char *generation = n->settings->value[KEY_GENERATION];

	if (n->address)
		ipv4_write(address, n->address);
	if (names)
		printf("%s\n", n->name);
	else
		printf("%-16s %-36s %-15s %-12s %s %s\n", n->name, n->mac ? n->mac : n->uuid,
			address, conf_or(n->section, KEY_GROUP, "-"), n->settings->value[KEY_ROOT],
			generation ? generation : "");
}

static int run(struct call *c)
{
	struct site s;
	int rc = site_conf(&s, &c->arena, &paths);

	if (rc)
		return rc;
	if (c->json)
		json_open(NULL, '[');
	for (size_t i = 0; i < s.nodes.count; i++)
		if (c->json)
			print_json(&s.nodes.item[i]);
		else
			print(&s.nodes.item[i]);
	if (c->json)
		json_close();
	return 0;
}

const struct cmd cmd_nodes = {
	.name = "nodes",
	.operands = "",
	.summary = "List the nodes of orion.conf",
	.options = rows,
	.shared = paths_rows,
	.run = run,
};
