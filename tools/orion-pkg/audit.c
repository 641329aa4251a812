// SPDX-License-Identifier: MIT
// orion-pkg audit: is everything as it was installed?
#include <stdio.h>

#include "audit.h"
#include "cmd.h"
#include "difference.h"
#include "error.h"
#include "json.h"
#include "root.h"
#include "tree.h"

static bool quick;

// clang-format off
static const struct option rows[] = {
	{ .letter = 'q', .name = "quick", .flag = &quick, .help = "compare the sizes of files, not their contents" },
	{ 0 },
};

// clang-format on

struct answer {
	bool json;
	size_t damaged;	// paths that aren't configuration files
};

static int found_json(const struct node *n, unsigned what)
{
	json_open(NULL, '{');
	json_text("path", n->entry->path);
	json_text("package", n->source->manifest->name);
	json_bool("configuration", entry_is_config(n->entry));
	difference_json(what);
	json_close();
	return 0;
}

static int found(void *arg, const struct node *n, unsigned what)
{
	struct answer *answer = arg;
	char letters[DIFFERENCES + 1];
	bool config = entry_is_config(n->entry);

	answer->damaged += !config;
	if (answer->json)
		return found_json(n, what);
	difference_letters(what, letters);
	printf("%s %c %.*s\n", letters, config ? 'e' : ' ', TEXT_ARG(n->entry->path));
	return 0;
}

static int compare(struct call *c, const struct target *t, struct installed *in)
{
	struct answer answer = { .json = c->json };
	int rc = installed_manifests(in, &c->arena);

	if (rc)
		return rc;
	if (c->json)
		json_open(NULL, '[');
	rc = audit(t, &c->arena, in, !quick, found, &answer);
	if (c->json)
		json_close();
	if (!rc && answer.damaged)
		rc = fail(-E_NO, "%zu paths in %s are not as they were installed", answer.damaged,
			t->path);
	return rc;
}

static int run(struct call *c)
{
	return root_answer(c, compare);
}

const struct cmd cmd_audit = {
	.name = "audit",
	.operands = "",
	.summary = "Compare what is on the disk with what was installed",
	.options = rows,
	.shared = root_rows,
	.help = "A line a path: M missing, T other type, C content, m mode, o owner; e: a configuration file, which may\n"
		"differ. 1 when anything else does.\n",
	.run = run,
};
