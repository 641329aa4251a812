// SPDX-License-Identifier: MIT
// orion nodes: the nodes of orion.conf, and what holds for them.
#include <errno.h>
#include <stdio.h>

#include "called.h"
#include "cmd.h"
#include "json.h"
#include "paths.h"
#include "pending.h"

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

static int print_pin(const char *key, const struct site *s, struct arena *a, const struct pin *p)
{
	const char *name = p ? called_name(s, a, &p->digest) : "";

	if (p && name)
		json_text(key, text_of(name));
	return name ? 0 : -ENOMEM;
}

static int print_json(const struct site *s, struct arena *a, const struct node *n)
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
	int rc = print_pin("pin", s, a, pins_find(&s->pins, n->name, PIN));
	if (!rc)
		rc = print_pin("once", s, a, pins_find(&s->pins, n->name, PIN_ONCE));
	json_close();
	return rc;
}

static int print(const struct site *s, struct arena *a, const struct node *n)
{
	char address[IPV4_TEXT] = "-";
	const char *generation = n->settings->value[KEY_GENERATION];
	const struct pin *pin = pins_next(&s->pins, n->name);

	if (pin)
		generation = called_name(s, a, &pin->digest);
	if (pin && !generation)
		return -ENOMEM;
	if (n->address)
		ipv4_write(address, n->address);
	if (names)
		printf("%s\n", n->name);
	else
		printf("%-16s %-36s %-15s %-12s %-6s %s%s\n", n->name, n->mac ? n->mac : n->uuid,
			address, conf_or(n->section, KEY_GROUP, "-"), n->settings->value[KEY_ROOT],
			generation ? generation : "",
			!pin                       ? ""
				: pin->kind == PIN ? " pin"
						   : " once");
	return 0;
}

static int run(struct call *c)
{
	struct site s;
	int rc = site_history(&s, &c->arena, &paths);

	if (rc)
		return rc;
	if (c->json)
		json_open(NULL, '[');
	for (size_t i = 0; !rc && i < s.nodes.count; i++)
		rc = (c->json ? print_json : print)(&s, &c->arena, &s.nodes.item[i]);
	if (c->json)
		json_close();
	if (!rc && !names)
		pending_note(c);
	return rc;
}

const struct cmd cmd_nodes = {
	.name = "nodes",
	.operands = "",
	.summary = "List the nodes of orion.conf",
	.options = rows,
	.shared = paths_rows,
	.run = run,
};
