// SPDX-License-Identifier: MIT
// orion nodes: the nodes of orion.conf, and what holds for them.
#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "boots.h"
#include "called.h"
#include "cmd.h"
#include "error.h"
#include "json.h"
#include "paths.h"
#include "pending.h"
#include "running.h"
#include "shown.h"
#include "when.h"

static bool names;

static const struct option rows[] = {
	{ 0, "names", NULL, "print the names only, one a line", .flag = &names },
	{ .name = NULL },
};

struct list {
	struct arena *arena;
	struct site site;
	struct running_table table;
	bool boots; // is it known what nodes boot?
	uint64_t time; // now
};

static const struct {
	const char *name;
	enum conf_key key;
} settings[] = {
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

// What a node runs, and what it boots the next time.
struct now {
	const struct running *row; // NULL: it never said anything
	const char *runs; // the generation; NULL: it is off, as far as anybody knows
	const char *next; // NULL: the same
};

static int find_now(struct now *to, struct list *l, const struct node *n)
{
	const struct running *r = running_of_node(&l->table, n->mac, n->uuid, n->hostname);
	struct boots b;

	*to = (struct now){ .row = r };
	if (!r || !running_counts(r, l->time))
		return 0;
	to->runs = called_name(&l->site, l->arena, &r->digest);
	if (!to->runs)
		return -ENOMEM;
	if (!l->boots || boots_find(&b, &l->site, n) || digest_equal(&b.digest, &r->digest)) {
		error_clear();
		return 0;
	}
	to->next = called_name(&l->site, l->arena, &b.digest);
	return to->next ? 0 : -ENOMEM;
}

static void print_json_now(const struct now *now)
{
	if (!now->row)
		return;
	json_number("said", now->row->seconds);
	if (now->runs)
		json_text("runs", text_of(now->runs));
	if (now->runs && now->row->since)
		json_number("since", now->row->since);
	if (now->runs && now->row->server)
		json_text("from", text_of(now->row->server));
	if (now->next)
		json_text("next", text_of(now->next));
}

static void print_now(const struct now *now)
{
	char when[WHEN_TEXT];

	if (!now->runs)
		return;
	when_write(when, now->row->since);
	printf("; runs %s", now->runs);
	if (now->row->since)
		printf(" since %s", when);
	if (now->row->server)
		printf(" from %s", now->row->server);
	if (now->next)
		printf(", next %s", now->next);
}

static int print_json(struct list *l, const struct node *n, const struct now *now)
{
	const struct site *s = &l->site;
	struct arena *a = l->arena;
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
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
		if (n->settings->value[settings[i].key])
			json_text(settings[i].name, text_of(n->settings->value[settings[i].key]));
	int rc = print_pin("pin", s, a, pins_find(&s->pins, n->name, PIN));
	if (!rc)
		rc = print_pin("once", s, a, pins_find(&s->pins, n->name, PIN_ONCE));
	print_json_now(now);
	json_close();
	return rc;
}

static int print(struct list *l, const struct node *n, const struct now *now)
{
	const struct site *s = &l->site;
	struct arena *a = l->arena;
	char address[IPV4_TEXT] = "-";
	const char *generation = n->settings->value[KEY_GENERATION];
	const struct pin *pin = pins_next(&s->pins, n->name);

	if (pin)
		generation = called_name(s, a, &pin->digest);
	if (pin && !generation)
		return -ENOMEM;
	if (n->address)
		ipv4_write(address, n->address);
	printf("%-16s %-36s %-15s %-12s %-6s %s%s", n->name, n->mac ? n->mac : n->uuid, address,
		conf_or(n->section, KEY_GROUP, "-"), n->settings->value[KEY_ROOT],
		generation ? generation : "",
		!pin			   ? ""
			: pin->kind == PIN ? " pin"
					   : " once");
	print_now(now);
	printf("\n");
	return 0;
}

static int print_one(struct list *l, const struct node *n, bool json)
{
	struct now now;
	int rc = find_now(&now, l, n);

	return rc ? rc : (json ? print_json : print)(l, n, &now);
}

// Without what a server has only while it serves, nobody knows what a node boots next.
static int load(struct list *l)
{
	int rc = site_channels(&l->site, l->arena, &paths);

	l->boots = !rc;
	if (rc) {
		error_clear();
		rc = site_history(&l->site, l->arena, &paths);
	}
	return rc ? rc : running_load(&l->table, l->arena, paths.base);
}

static int run(struct call *c)
{
	struct list l = { .arena = &c->arena, .time = (uint64_t)time(NULL) };
	int rc = load(&l);

	if (rc)
		return rc;
	shown_begin(c);
	for (size_t i = 0; !rc && i < l.site.nodes.count; i++)
		if (names && !c->json)
			printf("%s\n", l.site.nodes.item[i].name);
		else
			rc = print_one(&l, &l.site.nodes.item[i], c->json);
	shown_end(c);
	if (!rc && !names)
		pending_note(c);
	return rc;
}

const struct cmd cmd_nodes = {
	.name = "nodes",
	.operands = "",
	.summary = "List the nodes of orion.conf, what they run and what they boot next",
	.options = rows,
	.shared = paths_rows,
	.run = run,
};
