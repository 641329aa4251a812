// SPDX-License-Identifier: MIT
// Comparing a target with its list.
#include "audit.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "arena.h"
#include "choices.h"
#include "error.h"
#include "file.h"
#include "installed.h"
#include "parent.h"
#include "progress.h"
#include "target.h"
#include "tree.h"

struct auditing {
	const struct target *target;
	struct arena *arena;
	bool contents;
	struct parent at;
};

static int link_differs(struct auditing *x, int dir, const char *name, struct text want)
{
	struct text is;

	int rc = file_read_link(x->arena, dir, name, &is);

	return rc ? rc : !text_equal(is, want);
}

static int file_differs(int dir, const char *name, const struct digest *want)
{
	struct digest is;
	int rc = digest_file(&is, dir, name);

	return rc ? rc : !digest_equal(&is, want);
}

// 1 when the content is another.
static int content(
	struct auditing *x, int dir, const char *name, const struct entry *e, const struct stat *st)
{
	switch (e->type) {
	case 'd': return 0;
	case 'l': return link_differs(x, dir, name, e->target);
	case 'f':
		if ((uint64_t)st->st_size != e->size)
			return 1;
		return x->contents ? file_differs(dir, name, &e->digest) : 0;
	default: return st->st_rdev != makedev(e->major, e->minor);
	}
}

static unsigned attributes(const struct auditing *x, const struct entry *e, const struct stat *st)
{
	unsigned what = 0, mode = x->target->owners || e->type == 'd' ? e->mode : e->mode & 0777;

	if (e->type != 'l' && (st->st_mode & 07777) != mode)
		what |= AUDIT_MODE;
	if (x->target->owners && (st->st_uid != e->uid || st->st_gid != e->gid))
		what |= AUDIT_OWNER;
	return what;
}

// What is different of a path: bits, or negative and recorded.
static int compare(struct auditing *x, const struct entry *e)
{
	const char *name;
	struct stat st;
	int dir = parent_of(&x->at, e->path, &name);

	if (dir == -ENOENT || dir == -ELOOP || dir == -ENOTDIR)
		return AUDIT_MISSING;
	if (dir < 0)
		return dir;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? AUDIT_MISSING
				       : fail(-errno, "stat %.*s", TEXT_ARG(e->path));
	if ((st.st_mode & S_IFMT) != entry_type_bits(e->type))
		return AUDIT_TYPE;
	int other = content(x, dir, name, e, &st);
	if (other < 0)
		return other;
	return (int)((other ? AUDIT_CONTENT : 0) | attributes(x, e, &st));
}

// How much of the whole a path is: what is read of it.
static uint64_t weight(const struct auditing *x, const struct entry *e)
{
	return x->contents && e->type == 'f' ? e->size : 0;
}

static uint64_t weight_of_all(const struct auditing *x, const struct tree *tree)
{
	uint64_t all = 0;

	for (size_t i = 0; i < tree->count; i++)
		all += tree->node[i].source ? weight(x, tree->node[i].entry) : 0;
	return all;
}

static int walk(struct auditing *x, const struct tree *tree, audit_found *found, void *arg)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < tree->count; i++) {
		const struct node *n = tree->node + i;

		if (!n->source)
			continue;
		int what = compare(x, n->entry);
		progress_add(PROGRESS_CHECK, weight(x, n->entry));
		if (what)
			rc = what < 0 ? what : found(arg, n, (unsigned)what);
	}
	return rc;
}

int audit(const struct target *t, struct arena *a, const struct installed *in, bool contents,
	audit_found *found, void *arg)
{
	struct auditing x = { .target = t, .arena = a, .contents = contents };
	struct source *source = ARENA_ARRAY(a, struct source, in->count);
	struct choices choices;
	struct tree tree;

	if (!source)
		return -ENOMEM;
	for (size_t i = 0; i < in->count; i++)
		source[i] = (struct source){ .manifest = in->package[i].manifest,
			.name = arena_text(a, in->package[i].name.s, in->package[i].name.n) };
	int rc = choices_load(&choices, a, t);
	if (!rc)
		rc = tree_merge(&tree, a, source, in->count, &choices);
	parent_init(&x.at, t->root);
	if (!rc) {
		progress_begin(PROGRESS_CHECK, weight_of_all(&x, &tree));
		rc = walk(&x, &tree, found, arg);
		progress_end();
	}
	parent_forget(&x.at);
	return rc;
}
