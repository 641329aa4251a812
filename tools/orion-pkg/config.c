// SPDX-License-Identifier: MIT
// orion-pkg config: configuration files that were changed, and the new versions beside them.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit.h"
#include "buffer.h"
#include "cmd.h"
#include "diff.h"
#include "error.h"
#include "file.h"
#include "json.h"
#include "parent.h"
#include "root.h"
#include "tree.h"

enum { CONFIG_LENGTH = 16 << 20 };

struct listing {
	struct call *call;
	const struct target *target;
};

static bool has_new(const struct listing *l, struct text path)
{
	char new[PATH_LENGTH + 8];
	struct parent at;
	struct stat st;
	const char *name;
	int n = snprintf(new, sizeof new, "%.*s.new", TEXT_ARG(path));

	parent_init(&at, l->target->root);
	int dir = parent_of(&at, (struct text){ new, (size_t)n }, &name);
	bool there = dir >= 0 && !fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW);
	parent_forget(&at);
	return there;
}

static int found(void *arg, const struct node *n, unsigned what)
{
	const struct listing *l = arg;
	struct text path = n->entry->path;

	if (!entry_is_config(n->entry))
		return 0;
	bool new = has_new(l, path);
	const char *how = what & AUDIT_MISSING ? "removed" : "changed";

	if (!l->call->json) {
		printf("%s %.*s%s\n", how, TEXT_ARG(path), new ? ", new version beside it" : "");
		return 0;
	}
	json_open(NULL, '{');
	json_text("path", path);
	json_text("state", text_of(how));
	json_bool("new", new);
	json_close();
	return 0;
}

static int list(struct call *c, const struct target *t, struct installed *in)
{
	struct listing l = { c, t };

	if (c->json)
		json_open(NULL, '[');
	int rc = audit(t, &c->arena, in, true, found, &l);
	if (c->json)
		json_close();
	return rc;
}

// The path of a configuration file of a package, as packages spell it; NULL and recorded.
static const char *config_path(const struct installed *in, const char *named)
{
	while (*named == '/')
		named++;
	for (size_t i = 0; i < in->count; i++) {
		const struct entry *e = manifest_find(in->package[i].manifest, text_of(named));

		if (e && entry_is_config(e))
			return named;
	}
	fail(-E_NO, "%s is no configuration file of a package", named);
	return NULL;
}

static int show(struct call *c, const struct target *t, const char *path, const char *new)
{
	struct text from = { 0 }, to;
	struct buffer b = { 0 };
	int rc = file_load(&c->arena, t->root, new, CONFIG_LENGTH, &to);

	if (!rc)
		rc = file_load(&c->arena, t->root, path, CONFIG_LENGTH, &from);
	if (rc == -ENOENT && to.s)
		rc = 0;	// it was removed: all of it is new
	if (!rc) {
		diff_write(&b, from, to);
		rc = buffer_error(&b);
	}
	if (!rc && c->json)
		json_text(NULL, buffer_view(&b));
	else if (!rc)
		fwrite(b.s, 1, b.n, stdout);
	buffer_free(&b);
	return rc;
}

static int accept(const struct target *t, const char *path, const char *new)
{
	const char *to, *from = strrchr(new, '/');
	int dir = file_open_parent(t->root, path, &to), rc = 0;

	if (dir < 0)
		return dir;
	if (renameat(dir, from ? from + 1 : new, dir, to))
		rc = fail(-errno, "put %s in the place of %s", new, path);
	if (!rc && fsync(dir))
		rc = fail(-errno, "fsync");
	close(dir);
	return rc;
}

// One file; verb is show, accept or keep.
static int one(struct call *c, const struct target *t, const struct installed *in, const char *verb,
	const char *named)
{
	const char *path = config_path(in, named);
	const char *new = path ? arena_printf(&c->arena, "%s.new", path) : NULL;
	struct stat st;

	if (!new)
		return path ? -ENOMEM : -E_NO;
	int fd = file_open(t->root, new, O_PATH | O_NOFOLLOW, 0);
	if (fd < 0)
		return fd == -ENOENT ? fail(-E_NO, "there is no %s", new) : fd;
	int rc = fstat(fd, &st) ? fail(-errno, "stat %s", new) : 0;
	close(fd);
	if (!rc && !S_ISREG(st.st_mode))
		rc = fail(-E_DATA, "%s is no regular file", new);
	if (rc)
		return rc;
	if (!strcmp(verb, "show"))
		return show(c, t, path, new);
	return !strcmp(verb, "accept") ? accept(t, path, new) : file_remove(t->root, new, 0);
}

static int each(struct call *c, const struct target *t, struct installed *in)
{
	int rc = installed_manifests(in, &c->arena);

	if (rc || !c->argc)
		return rc ? rc : list(c, t, in);
	for (int i = 1; !rc && i < c->argc; i++)
		rc = one(c, t, in, c->argv[0], c->argv[i]);
	return rc;
}

static int run(struct call *c)
{
	struct target t;
	struct installed in;
	const char *verb = c->argc ? c->argv[0] : "list";
	bool looks = !strcmp(verb, "list") || !strcmp(verb, "show");
	bool changes = !strcmp(verb, "accept") || !strcmp(verb, "keep");

	if ((!looks && !changes) || (strcmp(verb, "list") ? c->argc < 2 : c->argc > 1))
		return fail(-E_CALL,
			"usage: orion-pkg config [list | show PATH... | accept PATH... | keep PATH...]");
	if (!strcmp(verb, "list"))
		c->argc = 0;
	int rc = looks ? root_open(&t, &in, c) : root_change(&t, c, "config");
	if (rc)
		return rc;
	if (changes)
		rc = installed_load(&in, &c->arena, &t);
	if (!rc)
		rc = each(c, &t, &in);
	root_close(&t, &in);
	return rc;
}

const struct cmd cmd_config = {
	.name = "config",
	.operands = "[list | show PATH... | accept PATH... | keep PATH...]",
	.summary = "Show changed configuration files, and settle what is to become of new versions",
	.max = -1,
	.shared = change_rows,
	.help = "show: what PATH.new has and PATH hasn't. accept: PATH.new becomes PATH. keep: PATH.new goes.\n",
	.run = run,
};
