// SPDX-License-Identifier: MIT
// orion network: what holds for a network of orion.conf, and whose it is.
#include "chosen.h"
#include "cmd.h"
#include "error.h"
#include "nearest.h"
#include "origin.h"
#include "paths.h"
#include "shown.h"

static bool names;

static const struct option rows[] = {
	{ 0, "names", NULL, "print the names of its nodes only, one a line", .flag = &names },
	{ .name = NULL },
};

static int members(
	struct chosen *to, struct arena *a, const struct site *s, const struct network *n)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < s->nodes.count; i++)
		if (networks_of(&s->networks, &s->nodes.item[i]) == n)
			rc = chosen_add(to, a, s->nodes.item[i].name);
	return rc;
}

static void show(
	struct call *c, const struct site *s, const struct network *n, const struct chosen *in)
{
	const struct section *of = n->section;
	const struct conf *conf = &s->conf;
	struct arena *a = &c->arena;
	char address[IPV4_TEXT];

	ipv4_write(address, n->prefix.address);
	shown_open(c, network_name(n));
	shown(c, "interface", n->interface, origin_key(a, conf, of, KEY_INTERFACE));
	shown(c, "address", arena_printf(a, "%s/%u", address, n->prefix.length),
		origin_key(a, conf, of, KEY_NETWORK_ADDRESS));
	shown(c, "dhcp", network_dhcp(n), origin_key(a, conf, of, KEY_DHCP));
	shown(c, "range", conf_get(of, KEY_RANGE), origin_key(a, conf, of, KEY_RANGE));
	shown(c, "lease", conf_or(of, KEY_LEASE, "3600"), origin_key(a, conf, of, KEY_LEASE));
	shown(c, "floating", conf_get(of, KEY_FLOATING), origin_key(a, conf, of, KEY_FLOATING));
	shown(c, "unknown", network_unknown(n), origin_key(a, conf, of, KEY_UNKNOWN));
	shown_names(c, "nodes", in->name, in->count);
	shown_close(c);
}

static int none(const struct site *s, const char *said)
{
	struct nearest n = { .word = said };

	for (size_t i = 0; i < s->networks.count; i++)
		nearest_try(&n, network_name(&s->networks.item[i]));
	return nearest_fail(&n, "network", "orion networks --names");
}

static int run(struct call *c)
{
	struct chosen in = { NULL, 0 };
	struct site s;
	int rc = site_load(&s, &c->arena, &paths);
	const struct network *n = rc ? NULL : networks_find(&s.networks, c->argv[0]);

	if (!n)
		return rc ? rc : none(&s, c->argv[0]);
	rc = members(&in, &c->arena, &s, n);
	if (rc)
		return rc;
	if (names && !c->json) {
		chosen_print(&in);
		return 0;
	}
	shown_begin(c);
	show(c, &s, n, &in);
	shown_end(c);
	return 0;
}

const struct cmd cmd_network = {
	.name = "network",
	.operands = "NAME",
	.summary = "Show what holds for a network, where it comes from, and its nodes",
	.min = 1,
	.max = 1,
	.options = rows,
	.shared = paths_rows,
	.run = run,
};
