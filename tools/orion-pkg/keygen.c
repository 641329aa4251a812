// SPDX-License-Identifier: MIT
// orion-pkg keygen: keys to sign repositories with.
#include <stdio.h>
#include <unistd.h>

#include "cmd.h"
#include "error.h"
#include "json.h"
#include "key.h"
#include "keys.h"

static bool site;

// clang-format off
static const struct option rows[] = {
	{ .name = "site", .flag = &site, .help = "make those of a repository: root, release, timestamp" },
	{ 0 },
};
// clang-format on

static void say(const struct call *c, const char *name)
{
	if (c->json)
		json_text(NULL, text_of(name));
	else
		printf("made the key %s/%s.key: it is secret\n", keys_path, name);
}

static int make_all(const struct call *c, int dir, const char *const *name, int count)
{
	bool made;
	int rc = 0;

	if (c->json)
		json_open(NULL, '[');
	for (int i = 0; !rc && i < count; i++) {
		rc = key_make(dir, name[i], &made);
		if (!rc && made)
			say(c, name[i]);
	}
	if (c->json)
		json_close();
	return rc;
}

static int run(struct call *c)
{
	static const char *const of_site[] = { "root", "release", "timestamp" };

	if (site == (c->argc > 0))
		return fail(-E_CALL, "either --site or names of keys");
	int dir = keys_open(&c->arena, true);
	if (dir < 0)
		return dir;
	int rc = site ? make_all(c, dir, of_site, 3)
		      : make_all(c, dir, (const char *const *)c->argv, c->argc);
	close(dir);
	return rc;
}

const struct cmd cmd_keygen = {
	.name = "keygen",
	.operands = "[NAME...]",
	.summary = "Make keys to sign with; those that are there stay",
	.max = -1,
	.options = rows,
	.shared = keys_rows,
	.help = "The secret half is NAME.key, the public one NAME.pub. Keep root.key elsewhere:\n"
		"only new keys take it.\n",
	.run = run,
};
