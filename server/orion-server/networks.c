// SPDX-License-Identifier: MIT
// orion networks: the networks of orion.conf. A machine's own scripts bring them up by this.
#include <stdio.h>

#include "cmd.h"
#include "json.h"
#include "paths.h"
#include "shown.h"

static bool names;

static const struct option rows[] = {
	{ 0, "names", NULL, "print the names only, one a line", .flag = &names },
	{ .name = NULL },
};

static void print_json(const struct network *n)
{
	const struct section *s = n->section;

	json_open(NULL, '{');
	if (s->title)
		json_text("name", text_of(s->title));
	if (conf_get(s, KEY_INTERFACE))
		json_text("interface", text_of(conf_get(s, KEY_INTERFACE)));
	json_text("address", text_of(conf_or(s, KEY_NETWORK_ADDRESS, SITE_ADDRESS)));
	json_text("dhcp", text_of(network_dhcp(n)));
	json_text("unknown", text_of(network_unknown(n)));
	json_close();
}

static void print(const struct network *n)
{
	const struct section *s = n->section;

	if (names)
		printf("%s\n", network_name(n));
	else
		printf("%s %s %s\n", conf_or(s, KEY_INTERFACE, "-"),
			conf_or(s, KEY_NETWORK_ADDRESS, SITE_ADDRESS), network_dhcp(n));
}

static int run(struct call *c)
{
	struct site s;
	int rc = site_conf(&s, &c->arena, &paths);

	if (rc)
		return rc;
	shown_begin(c);
	for (size_t i = 0; i < s.networks.count; i++)
		(c->json ? print_json : print)(&s.networks.item[i]);
	shown_end(c);
	return 0;
}

const struct cmd cmd_networks = {
	.name = "networks",
	.operands = "",
	.summary =
		"List the networks of orion.conf: interface (-: the first with a link), address, DHCP",
	.options = rows,
	.shared = paths_rows,
	.run = run,
};
