// SPDX-License-Identifier: MIT
// orion restore: a server is again what it was when its backup was written.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "applied.h"
#include "base.h"
#include "cmd.h"
#include "error.h"
#include "hook.h"
#include "json.h"
#include "paths.h"
#include "missing.h"
#include "restore_stage.h"
#include "settled.h"

static bool force;

static const struct option rows[] = {
	{ 0, "force", NULL, "replace what people put here; it is kept beside", .flag = &force },
	{ .name = NULL },
};

// What is said at the end.
struct result {
	size_t files;
	const char *aside; // NULL: nothing was there
	struct missings missing;
};

static int check_content(const struct restore *r)
{
	const char *list = restore_replaces(r);

	if (!list)
		return -ENOMEM;
	return force || !*list
		? 0
		: fail(-E_NO, "%s has %s: with --force it is replaced, and kept below %s",
			  r->base->path, list, r->base->path);
}

static int restore(struct call *c, struct base *b, int fd, struct result *done)
{
	struct restore r;
	int rc = restore_open(&r, &c->arena, b, fd, c->argv[0]);

	if (!rc)
		rc = check_content(&r);
	if (!rc)
		rc = restore_stage(&r);
	const struct base_restore what = { r.name, r.names, r.added, r.adds };
	if (!rc && r.files + r.names)
		rc = base_restore_commit(b, &c->arena, &what, &done->aside);
	done->files = rc ? 0 : r.files;
	if (rc)
		return rc;
	rc = base_restore_abandon(b); // when nothing was to come
	return rc ? rc : missing_find(&done->missing, &c->arena, b);
}

// --- what it says

static void say_json(const struct result *d)
{
	json_open(NULL, '{');
	json_number("files", d->files);
	if (d->aside)
		json_text("kept", text_of(d->aside));
	json_open("missing", '[');
	for (size_t i = 0; i < d->missing.count; i++) {
		const struct missing *m = d->missing.item + i;

		json_open(NULL, '{');
		json_text("generation", text_of(m->name));
		json_digest("digest", &m->digest);
		json_text("wanted", text_of(m->wanted));
		json_close();
	}
	json_close();
	json_close();
}

static void say_missing(const struct missings *m)
{
	char hex[DIGEST_HEX + 1];

	for (size_t i = 0; i < m->count; i++) {
		digest_hex(&m->item[i].digest, hex);
		printf("missing: %s, for %s: `orion publish %s.bundle`\n", m->item[i].name,
			m->item[i].wanted, hex);
	}
	if (m->count)
		printf("These bundles are on servers that have them, below bundles/" SITE_ROLE
		       ", in dist/ of their build, or in a backup with --all.\n"
		       "What is here can be booted instead: `orion rollback CHANNEL GENERATION`.\n");
}

static void say(const struct call *c, const struct result *d)
{
	if (c->json) {
		say_json(d);
		return;
	}
	if (!d->files && !d->aside)
		printf("%s is as the backup says already\n", paths.base);
	else
		printf("%zu file%s restored\n", d->files, d->files == 1 ? "" : "s");
	if (d->aside)
		printf("what was here before is in %s/%s\n", paths.base, d->aside);
	say_missing(&d->missing);
}

// What is derived follows, when nothing is missing for that. The machine takes notice also when all was there: the restore before may have been
// cut off just behind its decision.
static int follow(struct call *c, const struct result *d)
{
	struct applied done;
	int rc = hook_run(&c->arena, "restored", NULL);

	if (rc == -ENOENT)
		rc = 0;
	if (rc || d->missing.count || access(paths.run, F_OK))
		return rc;
	return during(applied(&c->arena, &done), "it is restored, but not served yet");
}

static int run(struct call *c)
{
	struct result done = { .aside = NULL };
	struct base b;
	bool in = !strcmp(c->argv[0], "-");
	int fd = in ? STDIN_FILENO : open(c->argv[0], O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return fail(-errno, "open %s", c->argv[0]);
	int rc = base_open(&b, paths.base, true);
	if (!rc) {
		rc = settled(&b, c);
		if (!rc)
			rc = restore(c, &b, fd, &done);
		base_close(&b);
	}
	if (!in)
		close(fd);
	if (rc)
		return rc;
	say(c, &done);
	return follow(c, &done);
}

const struct cmd cmd_restore = {
	.name = "restore",
	.operands = "FILE|-",
	.summary = "Make this server what a backup says, wholly or not at all",
	.min = 1,
	.max = 1,
	.options = rows,
	.shared = paths_rows,
	.help = "The backup is checked whole before anything is replaced; what is replaced is kept. What this machine itself starts stays.\n"
		"Exit status: 0 done, 1 there is content and no --force, 2 wrong call, 3 it failed.\n",
	.run = run,
};
