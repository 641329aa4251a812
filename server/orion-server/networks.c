// SPDX-License-Identifier: MIT
// orion networks: the network of orion.conf. A machine's own scripts bring it up by this.
#include <stdio.h>

#include "cmd.h"
#include "json.h"
#include "paths.h"

static void print_json(const struct site *s)
{
	const struct section *n = &s->conf.network;

	json_open(NULL, '[');
	json_open(NULL, '{');
	if (n->title)
		json_text("name", text_of(n->title));
	if (conf_get(n, KEY_INTERFACE))
		json_text("interface", text_of(conf_get(n, KEY_INTERFACE)));
	json_text("address", text_of(conf_or(n, KEY_NETWORK_ADDRESS, SITE_ADDRESS)));
	json_text("dhcp", text_of(site_dhcp(s)));
	json_text("unknown", text_of(site_unknown(s)));
	json_close();
	json_close();
}

static int run(struct call *c)
{
	struct site s;
	int rc = site_conf(&s, &c->arena, &paths);

	if (rc)
		return rc;
	if (c->json)
		print_json(&s);
	else
		printf("%s %s %s\n", conf_or(&s.conf.network, KEY_INTERFACE, "-"),
			conf_or(&s.conf.network, KEY_NETWORK_ADDRESS, SITE_ADDRESS), site_dhcp(&s));
	return 0;
}

const struct cmd cmd_networks = {
	.name = "networks",
	.operands = "",
	.summary =
		"List the network of orion.conf: interface (-: the first with a link), address, DHCP",
	.shared = paths_rows,
	.run = run,
};
