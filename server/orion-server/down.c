// SPDX-License-Identifier: MIT
// orion down: stops serving. Nodes that run from here stand still until somebody serves them again.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cmd.h"
#include "error.h"
#include "hook.h"
#include "json.h"
#include "paths.h"
#include "running.h"

static bool yes;

static const struct option rows[] = {
	{ 0, "yes", NULL, "don't ask", .flag = &yes },
	{ .name = NULL },
};

static size_t count(const struct running_table *t, uint64_t now)
{
	size_t n = 0;

	for (size_t i = 0; i < t->count; i++)
		n += running_is_on(t, i, now);
	return n;
}

static void list(FILE *f, const struct running_table *t, uint64_t now)
{
	for (size_t i = 0; i < t->count; i++)
		if (running_is_on(t, i, now))
			fprintf(f, "%s %s %s\n",
				*t->item[i].name ? t->item[i].name : t->item[i].machine,
				t->item[i].address, t->item[i].role);
}

// 0 yes, else -E_NO.
static int ask(size_t nodes)
{
	char answer[16] = "";

	if (!isatty(STDIN_FILENO))
		return fail(-E_NO, "%zu node%s from here and would stand still: say --yes", nodes,
			nodes == 1 ? " runs" : "s run");
	fprintf(stderr, "%zu node%s from here and will stand still. Stop serving? [y/N] ", nodes,
		nodes == 1 ? " runs" : "s run");
	if (!fgets(answer, sizeof answer, stdin) || (*answer != 'y' && *answer != 'Y'))
		return fail(-E_NO, "nothing was stopped");
	return 0;
}

static int stop(struct call *c)
{
	int rc = hook_run(&c->arena, "stop", NULL);

	return rc == -ENOENT ? fail(-ENOENT, "%s/server/stop, which stops the services", paths.lib)
			     : rc;
}

static int run(struct call *c)
{
	uint64_t now = (uint64_t)time(NULL);
	struct running_table t;
	int rc = running_load(&t, &c->arena, paths.base);
	size_t nodes = rc ? 0 : count(&t, now);

	if (rc)
		return rc;
	if (!c->json)
		list(stdout, &t, now);
	fflush(stdout);
	if (nodes && !yes)
		rc = ask(nodes);
	if (!rc)
		rc = stop(c);
	if (rc)
		return rc;
	if (c->json) {
		json_open(NULL, '{');
		json_number("nodes", nodes);
		json_close();
	} else {
		printf("nothing is served any more\n");
	}
	return 0;
}

const struct cmd cmd_down = {
	.name = "down",
	.operands = "",
	.summary = "Stop serving; names the nodes that run from here, and asks",
	.options = rows,
	.shared = paths_rows,
	.help = "Exit status: 0 it is stopped, 1 the answer was not yes, 2 wrong call, 3 it failed.\n",
	.run = run,
};
