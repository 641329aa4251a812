// SPDX-License-Identifier: MIT
// orion apply: makes everything that is served anew from orion.conf, the bundles and the channels.
#include <stdio.h>

#include "applied.h"
#include "cmd.h"
#include "json.h"
#include "paths.h"

static void say(const struct call *c, const struct applied *d)
{
	bool any = d->files;

	if (c->json) {
		json_open(NULL, '{');
		json_number("files", d->files);
		json_open("told", '[');
		for (size_t i = 0; i < READERS; i++)
			if (d->told[i])
				json_text(NULL, text_of(applied_service(i)));
		json_close();
		json_close();
		return;
	}
	if (d->files)
		printf("%zu file%s changed\n", d->files, d->files == 1 ? "" : "s");
	for (size_t i = 0; i < READERS; i++) {
		if (d->told[i])
			printf("%s was told\n", applied_service(i));
		any = any || d->told[i];
	}
	if (!any)
		printf("nothing changed\n");
}

static int run(struct call *c)
{
	struct applied done;
	int rc = applied(&c->arena, &done);

	if (!rc)
		say(c, &done);
	return rc;
}

const struct cmd cmd_apply = {
	.name = "apply",
	.operands = "",
	.summary = "Make what is served what orion.conf, the bundles and the channels say",
	.shared = paths_rows,
	.help = "Doing it again changes nothing. What nodes that run read stays.\n",
	.run = run,
};
