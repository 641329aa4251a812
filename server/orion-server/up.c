// SPDX-License-Identifier: MIT
// orion up: check, apply, start.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "applied.h"
#include "checks.h"
#include "cmd.h"
#include "dhcp_others.h"
#include "error.h"
#include "hook.h"
#include "ipv4.h"
#include "json.h"
#include "paths.h"
#include "report.h"
#include "shown.h"

static bool force;

static const struct option rows[] = {
	{ 0, "force", NULL, "although something is broken, or another DHCP server answers",
		.flag = &force },
	{ .name = NULL },
};

// What is wrong goes to standard error, a line each; warnings don't stop anybody.
static int check(struct call *c, struct site *s)
{
	struct report r;

	report_begin_quiet(&r);
	int rc = checks_site(&r, &c->arena, s, &paths, false);
	if (rc)
		return rc;
	if (report_end(&r) && !force)
		return fail(-E_NO, "nothing was started: mend what FAILED, or say --force");
	return 0;
}

// Two servers that give addresses: a machine takes the first answer, and half of them don't boot.
static int look_for_others(const struct site *s, const struct network *n)
{
	struct dhcp_other other;
	char server[IPV4_TEXT];

	if (strcmp(network_dhcp(n), "full") || force)
		return 0;
	int rc = dhcp_others(&other, &s->servers, n->interface, DHCP_OTHERS_LISTEN);
	if (rc || !other.server)
		return rc;
	ipv4_write(server, other.server);
	return fail(-E_NO,
		"%s gives addresses on %s already: switch it off, say `dhcp = proxy` in orion.conf, or --force",
		server, n->interface);
}

static int start(struct call *c)
{
	int rc = hook_run(&c->arena, "start", NULL);

	return rc == -ENOENT
		? fail(-ENOENT, "%s/server/start, which starts the services", paths.lib)
			     : rc;
}

static void say(const struct call *c, const struct network *n)
{
	if (!c->json) {
		printf("serving on %s, dhcp = %s\n", n->interface, network_dhcp(n));
		return;
	}
	json_open(NULL, '{');
	json_text("interface", text_of(n->interface));
	json_text("dhcp", text_of(network_dhcp(n)));
	json_close();
}

static int serve(struct call *c, struct site *s)
{
	struct applied done;
	int rc = applied(&c->arena, &done);

	if (!rc)
		rc = site_load(s, &c->arena, &paths);
	for (size_t i = 0; !rc && i < s->networks.count; i++)
		rc = look_for_others(s, &s->networks.item[i]);
	return rc ? rc : start(c);
}

static int run(struct call *c)
{
	struct site s;
	int rc = site_conf(&s, &c->arena, &paths);

	if (!rc)
		rc = check(c, &s);
	if (!rc)
		rc = serve(c, &s);
	if (rc)
		return rc;
	shown_begin(c);
	for (size_t i = 0; i < s.networks.count; i++)
		say(c, &s.networks.item[i]);
	shown_end(c);
	if (!c->json)
		printf("`orion doctor` boots as a node does\n");
	return 0;
}

const struct cmd cmd_up = {
	.name = "up",
	.operands = "",
	.summary = "Check, make what is served what orion.conf says, and serve it",
	.options = rows,
	.shared = paths_rows,
	.help = "In full mode it listens 5 s, and refuses while another DHCP server answers.\n"
		"Exit status: 0 it serves, 1 something is in the way, 2 wrong call, 3 it failed.\n",
	.run = run,
};
