// SPDX-License-Identifier: MIT
// orion-pkg fix: what was cut off is finished, what is damaged is made whole.
#include <stdio.h>

#include "audit.h"
#include "change.h"
#include "cmd.h"
#include "error.h"
#include "tree.h"

struct damage {
	struct change *change;
	size_t paths;
};

static bool asked(const struct change *c, struct text name)
{
	for (size_t i = 0; i < c->request.jobs; i++)
		if (text_equal(c->request.job[i].text, name))
			return true;
	return false;
}

// A package is needed again for its files; directories and links can be made of the list.
static int found(void *arg, const struct node *n, unsigned what)
{
	struct damage *d = arg;
	struct text name = n->source->manifest->name;

	if (entry_is_config(n->entry) && what != AUDIT_MISSING)
		return 0;
	d->paths++;
	if (n->entry->type != 'f' || asked(d->change, name))
		return 0;
	return change_job(d->change, JOB_REINSTALL, name);
}

static int repair(struct change *c)
{
	struct damage damage = { .change = c };
	int rc = audit(&c->target, &c->call->arena, &c->installed, true, found, &damage);

	if (rc || !damage.paths) {
		if (!rc && !c->call->json)
			printf("%s\nnothing to do\n", c->target.title);
		return rc;
	}
	fprintf(stderr, "orion-pkg: %zu paths are damaged\n", damage.paths);
	c->repair = true;
	return change_run(c);
}

static int run(struct call *call)
{
	struct change c;
	int rc = change_open(&c, call, "fix");

	if (rc)
		return rc;
	for (int i = 0; !rc && i < call->argc; i++)
		rc = supply_file(&c.supply, &call->arena, call->argv[i]);
	if (!rc)
		rc = repair(&c);
	change_close(&c);
	return rc;
}

const struct cmd cmd_fix = {
	.name = "fix",
	.operands = "[FILE.opk...]",
	.summary = "Finish what was cut off, and make whole what is damaged",
	.max = -1,
	.shared = change_rows,
	.help = "The packages of damaged files are taken from the repositories, or from the files that are named.\n",
	.run = run,
};
