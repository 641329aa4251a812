// SPDX-License-Identifier: MIT
// orion node: all that holds for a node, and which line of orion.conf says so.
#include <time.h>

#include "boots.h"
#include "called.h"
#include "chosen.h"
#include "cmd.h"
#include "error.h"
#include "origin.h"
#include "paths.h"
#include "running.h"
#include "shown.h"
#include "when.h"

static bool names;

static const struct option rows[] = {
	{ 0, "names", NULL, "print the names only, one a line", .flag = &names },
	{ .name = NULL },
};

static void show_hardware(struct call *c, const struct site *s, const struct node *n)
{
	char address[IPV4_TEXT];
	struct arena *a = &c->arena;

	shown(c, "mac", n->mac, origin_line(a, &s->conf, n->mac_line));
	shown(c, "uuid", n->uuid, origin_line(a, &s->conf, n->uuid_line));
	ipv4_write(address, n->address);
	shown(c, "address", n->address ? address : NULL, origin_line(a, &s->conf, n->address_line));
	shown(c, "group", conf_get(n->section, KEY_GROUP),
		origin_key(a, &s->conf, n->section, KEY_GROUP));
}

static const char *who_says(
	struct arena *a, const struct site *s, const struct node *n, const struct boots *b)
{
	if (b->pin)
		return b->pin->kind == PIN ? "orion pin" : "orion boot --once";
	return b->said ? origin_setting(a, &s->conf, n->section, n->settings, KEY_GENERATION)
		       : arena_printf(a, "channel %s", n->settings->value[KEY_CHANNEL]);
}

static void show_boots(struct call *c, const struct site *s, const struct node *n)
{
	struct boots b;
	int rc = boots_find(&b, s, n);

	if (rc)	// what is wrong with it is an answer, too
		shown(c, "boots", error_text(), NULL);
	else
		shown(c, "boots", called_name(s, &c->arena, &b.digest),
			who_says(&c->arena, s, n, &b));
	error_clear();
}

static int show_running(struct call *c, const struct site *s, const struct node *n)
{
	struct running_table t;
	int rc = running_load(&t, &c->arena, paths.base);
	const struct running *r = rc ? NULL : running_of_node(&t, n->mac, n->uuid, n->hostname);
	char when[WHEN_TEXT];

	if (!r)
		return rc;
	when_write(when, r->seconds);
	shown(c, running_counts(r, (uint64_t)time(NULL)) ? "runs" : "ran",
		called_name(s, &c->arena, &r->digest),
		arena_printf(&c->arena, "said %s by %s", when, r->address));
	when_write(when, r->since);
	shown(c, "since", r->since ? when : NULL, NULL);
	return 0;
}

static int show(struct call *c, const struct site *s, const struct node *n)
{
	shown_open(c, n->name);
	show_hardware(c, s, n);
	show_boots(c, s, n);
	int rc = show_running(c, s, n);
	for (enum conf_key k = KEY_CHANNEL; !rc && k < KEYS; k++)
		shown(c, conf_key_name(k), settings_text(n->settings, &c->arena, k),
			origin_setting(&c->arena, &s->conf, n->section, n->settings, k));
	shown_close(c);
	return rc;
}

static int run(struct call *c)
{
	struct chosen to = { NULL, 0 };
	struct site s;
	int rc = site_channels(&s, &c->arena, &paths);

	for (int i = 0; !rc && i < c->argc; i++)
		rc = chosen_nodes(&to, &c->arena, &s, NULL, c->argv[i]);
	if (rc)
		return rc;
	if (names && !c->json) {
		chosen_print(&to);
		return 0;
	}
	shown_begin(c);
	for (size_t i = 0; !rc && i < to.count; i++)
		rc = show(c, &s, chosen_find(&s, to.name[i]));
	shown_end(c);
	return rc;
}

const struct cmd cmd_node = {
	.name = "node",
	.operands = "NODE...",
	.summary =
		"Show what holds for a node, and where it comes from: a name, MAC, UUID, or a range",
	.min = 1,
	.max = -1,
	.options = rows,
	.shared = paths_rows,
	.run = run,
};
