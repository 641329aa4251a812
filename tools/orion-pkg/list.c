// SPDX-License-Identifier: MIT
// orion-pkg list: what is installed.
#include <stdio.h>

#include "cmd.h"
#include "json.h"
#include "root.h"

static void print_json(const struct installed *in)
{
	json_open(NULL, '[');
	for (size_t i = 0; i < in->count; i++) {
		json_open(NULL, '{');
		json_text("name", in->package[i].name);
		json_text("version", in->package[i].version);
		json_digest("digest", &in->package[i].digest);
		json_close();
	}
	json_close();
}

static int answer(struct call *c, const struct target *t, struct installed *in)
{
	(void)t;
	if (c->json)
		print_json(in);
	for (size_t i = 0; !c->json && i < in->count; i++)
		printf("%.*s %.*s\n", TEXT_ARG(in->package[i].name),
			TEXT_ARG(in->package[i].version));
	return 0;
}

static int run(struct call *c)
{
	return root_answer(c, answer);
}

const struct cmd cmd_list = {
	.name = "list",
	.operands = "",
	.summary = "List what is installed",
	.shared = root_rows,
	.run = run,
};
