// SPDX-License-Identifier: MIT
// orion-pkg list: what is installed.
#include <stdio.h>

#include "bases.h"
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

static void print(const struct call *c, const struct installed *in)
{
	if (c->json)
		print_json(in);
	for (size_t i = 0; !c->json && i < in->count; i++)
		printf("%.*s %.*s\n", TEXT_ARG(in->package[i].name),
			TEXT_ARG(in->package[i].version));
}

static int on_target(struct call *c, const struct target *t, struct installed *in)
{
	(void)t;
	print(c, in);
	return 0;
}

static int on_base(struct call *c, const struct base_role *r)
{
	struct installed in;
	int rc = base_packages(&c->arena, r->lock, &in);

	if (!rc)
		print(c, &in);
	return rc;
}

static int run(struct call *c)
{
	int chosen = bases_chosen();

	return chosen < 0 ? chosen : chosen ? bases_answer(c, on_base) : root_answer(c, on_target);
}

const struct cmd cmd_list = {
	.name = "list",
	.operands = "",
	.summary = "List what is installed, or is in the generation that a role boots",
	.shared = base_rows,
	.run = run,
};
