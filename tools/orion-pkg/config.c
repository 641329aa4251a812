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
#include "merge.h"
#include "parent.h"
#include "pristine.h"
#include "root.h"
#include "tree.h"

enum { CONFIG_LENGTH = 16 << 20 };

static bool conflicts;

// clang-format off
static const struct option rows[] = {
	{ .name = "conflicts", .flag = &conflicts, .help = "merge: where both changed the same lines, write both, with marks" },
	{ 0 },
};
// clang-format on

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

static int print_difference(struct call *c, struct text from, struct text to)
{
	struct buffer b = { 0 };

	diff_write(&b, from, to);
	int rc = buffer_error(&b);
	if (!rc && c->json)
		json_text(NULL, buffer_view(&b));
	else if (!rc)
		fwrite(b.s, 1, b.n, stdout);
	buffer_free(&b);
	return rc;
}

static int show(struct call *c, const struct target *t, const char *path, const char *new)
{
	struct text from = { 0 }, to;
	int rc = file_load(&c->arena, t->root, new, CONFIG_LENGTH, &to);

	if (!rc)
		rc = file_load(&c->arena, t->root, path, CONFIG_LENGTH, &from);
	if (rc == -ENOENT && to.s)
		rc = 0;	// it was removed: all of it is new
	return rc ? rc : print_difference(c, from, to);
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

// The file is replaced, with mode and owner as it has them; then the new version goes. Cut off in between, the same merge says the same.
static int write_merged(const struct target *t, const char *path, const char *new, struct text text)
{
	struct stat st;
	const char *name;
	int dir = file_open_parent(t->root, path, &name);

	if (dir < 0)
		return dir;
	int rc = fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) ? fail(-errno, "stat %s", path) : 0;
	if (!rc)
		rc = file_replace_as(dir, name, &st, text.s, text.n);
	close(dir);
	return rc ? rc : file_remove(t->root, new, 0);
}

static int put_merged(struct call *c, const struct target *t, const char *path, const char *new,
	struct text ours, struct text merged)
{
	return root_simulate ? print_difference(c, ours, merged)
			     : write_merged(t, path, new, merged);
}

static bool is_text(struct text t)
{
	return !t.n || !memchr(t.s, 0, t.n);
}

static int merge_one(struct call *c, const struct target *t, const char *path, const char *new)
{
	struct text base, ours, theirs;
	struct buffer b = { 0 };
	int rc = file_load(&c->arena, t->root, path, CONFIG_LENGTH, &ours);

	if (!rc)
		rc = file_load(&c->arena, t->root, new, CONFIG_LENGTH, &theirs);
	if (!rc)
		rc = pristine_base(t, &c->arena, text_of(path), &base);
	if (!rc && !(is_text(base) && is_text(ours) && is_text(theirs)))
		rc = fail(-E_NO, "%s is no text", path);
	if (rc)
		return rc;
	size_t count = merge(&b, base, ours, theirs);
	rc = buffer_error(&b);
	if (!rc && count && !conflicts)
		rc = fail(-E_NO,
			"%s and %s differ in %zu places from what was before: --conflicts writes all with"
			" marks",
			path, new, count);
	if (!rc)
		rc = put_merged(c, t, path, new, ours, buffer_view(&b));
	if (!rc && count && !root_simulate && !c->json)
		printf("%s: %zu places to settle, between <<<<<<< and >>>>>>>\n", path, count);
	buffer_free(&b);
	return rc;
}

// One file; verb is show, accept, keep or merge.
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
	if (!strcmp(verb, "merge"))
		return merge_one(c, t, path, new);
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
	bool merges = !strcmp(verb, "merge");
	bool changes = !strcmp(verb, "accept") || !strcmp(verb, "keep") || merges;

	if ((!looks && !changes) || (strcmp(verb, "list") ? c->argc < 2 : c->argc > 1))
		return fail(-E_CALL,
			"usage: orion-pkg config [list | show PATH... | accept PATH... | keep PATH... |"
			" merge PATH...]");
	if (!strcmp(verb, "list"))
		c->argc = 0;
	if (root_simulate && changes && !merges)
		return fail(-E_CALL, "`orion-pkg config show` says what %s is about", verb);
	looks |= root_simulate;
	int rc = looks ? root_open(&t, &in, c) : root_change(&t, c, "config");
	if (rc)
		return rc;
	if (!looks)
		rc = installed_load(&in, &c->arena, &t);
	if (!rc)
		rc = each(c, &t, &in);
	root_close(&t, &in);
	return rc;
}

const struct cmd cmd_config = {
	.name = "config",
	.operands = "[list | show PATH... | accept PATH... | keep PATH... | merge PATH...]",
	.summary = "Show changed configuration files, and settle what is to become of new versions",
	.max = -1,
	.options = rows,
	.shared = change_rows,
	.help = "show: what PATH.new has and PATH hasn't. accept: PATH.new becomes PATH. keep: PATH.new goes.\n"
		"merge: what PATH.new has changed is changed in PATH too, and PATH.new goes.\n",
	.run = run,
};
