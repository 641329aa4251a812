// SPDX-License-Identifier: MIT
// orion-pkg audit: is everything as it was installed?
#include <errno.h>
#include <stdio.h>

#include "audit.h"
#include "bases.h"
#include "cmd.h"
#include "difference.h"
#include "error.h"
#include "generation.h"
#include "json.h"
#include "progress_line.h"
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
	size_t damaged; // paths that aren't configuration files
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
	progress_line_erase();
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

static int on_target(struct call *c)
{
	return root_answer(c, compare);
}

static void say_bad(const struct call *c, const struct base_role *r, const struct digest *d)
{
	if (!c->json) {
		printf("%s\n", error_text());
		return;
	}
	json_open(NULL, '{');
	json_text("role", text_of(r->name));
	json_digest("generation", d);
	json_text("why", text_of(error_text()));
	json_close();
}

// The bundles of all generations that are there, and of those that the channel names.
static int check_role(struct call *c, const struct base_role *r)
{
	size_t bad = 0;

	if (c->json)
		json_open(NULL, '[');
	for (size_t i = 0; i < r->generations; i++) {
		const struct digest *d = &r->generation[i].digest;
		bool named = (r->boots && digest_equal(d, &r->current)) ||
			(r->has_former && digest_equal(d, &r->former));
		int rc = generation_check(r, &c->arena, d);

		if (!rc || (rc == -ENOENT && !named))
			continue;
		say_bad(c, r, d);
		bad++;
	}
	if (c->json)
		json_close();
	error_clear();
	return bad
		? fail(-E_NO, "%zu generations of role %s are not as they were made", bad, r->name)
		: 0;
}

// A machine that has a base is a machine, too: only a base that is named is meant here.
static int run(struct call *c)
{
	int chosen = base_path || base_role_name ? bases_chosen() : 0;

	return chosen < 0 ? chosen : chosen ? bases_answer(c, check_role) : on_target(c);
}

const struct cmd cmd_audit = {
	.name = "audit",
	.operands = "",
	.summary = "Compare what is on the disk with what was installed",
	.options = rows,
	.shared = base_rows,
	.help = "A line a path: M missing, T other type, C content, m mode, o owner; e: a configuration file, which may\n"
		"differ. 1 when anything else does. Of a base: reads the bundles of a role whole; a line for each that is damaged.\n",
	.run = run,
};
