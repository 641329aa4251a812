// SPDX-License-Identifier: MIT
// orion check: is orion.conf one, and can this machine serve it?
#include <stdio.h>

#include "checks.h"
#include "cmd.h"
#include "error.h"
#include "json.h"
#include "paths.h"
#include "report.h"

static bool whole, conf_only;

static const struct option rows[] = {
	{ 0, "all", NULL, "read bundles whole", .flag = &whole },
	{ 0, "conf-only", NULL, "look at orion.conf only", .flag = &conf_only },
	{ .name = NULL },
};

static void say_conf(const struct call *c, const struct site *s)
{
	if (!c->json) {
		printf("%s: %zu nodes, %zu groups\n", s->conf.path, s->nodes.count,
			s->conf.groups.count);
		return;
	}
	json_open(NULL, '{');
	json_text("conf", text_of(s->conf.path));
	json_number("nodes", s->nodes.count);
	json_number("groups", s->conf.groups.count);
	json_close();
}

static int run(struct call *c)
{
	struct report r;
	struct site s;
	int rc = site_conf(&s, &c->arena, &paths);

	if (rc)
		return rc;
	if (conf_only) {
		say_conf(c, &s);
		return 0;
	}
	report_begin(&r, c->json);
	rc = checks_site(&r, &c->arena, &s, &paths, whole);
	int answer = report_end(&r);
	return rc ? rc : answer;
}

const struct cmd cmd_check = {
	.name = "check",
	.operands = "",
	.summary = "Check orion.conf, and whether this machine can serve it",
	.options = rows,
	.shared = paths_rows,
	.help = "Exit status: 0 nothing is broken, 1 something is, 2 wrong call, 3 it failed.\n",
	.run = run,
};
