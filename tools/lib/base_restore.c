// SPDX-License-Identifier: MIT
// From one base to another.
//
// What shall be is written to .restore.new/new, and .restore.new/plan says how it gets into its places. When all is on the disk .restore.new is renamed
// to .restore, and that decides: who takes the lock next carries the plan out if it isn't yet. Each name is one exchange, so there is never none; what
// was there goes on to .restore/old, which becomes `aside` at the end. `put` says the new one's inode: so the two are told apart after an exchange.
#include "base_restore.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "statx.h"

#define STAGED ".restore.new"
#define DECIDED ".restore"

enum { PLAN_LENGTH = 16 << 20, ASIDES = 10000 };

static bool is_there(int dir, const char *path)
{
	return !faccessat(dir, path, F_OK, AT_SYMLINK_NOFOLLOW);
}

int base_restore_begin(const struct base *b)
{
	int rc = base_restore_abandon(b);

	if (!rc && mkdirat(b->dir, STAGED, 0700))
		rc = fail(-errno, "make %s", STAGED);
	if (!rc)
		rc = file_make_dirs(b->dir, STAGED "/new", 0755);
	if (!rc)
		rc = file_make_dirs(b->dir, STAGED "/old", 0700);
	return rc ? rc : file_open(b->dir, STAGED "/new", O_RDONLY | O_DIRECTORY, 0);
}

int base_restore_abandon(const struct base *b)
{
	return file_remove_tree(b->dir, STAGED);
}

// --- the plan

static int plan_name(const struct base *b, struct buffer *plan, int new, const char *name)
{
	struct kernel_statx st;
	struct stat is;

	if (!kernel_statx(b->dir, name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &st) &&
		st.stx_attributes & STATX_ATTR_MOUNT_ROOT)
		return fail(-E_DATA, "%s/%s is a mount, which can't be replaced: unmount it",
			b->path, name);
	if (!fstatat(new, name, &is, AT_SYMLINK_NOFOLLOW))
		buffer_printf(plan, "put\t%s\t%" PRIuMAX "\n", name, (uintmax_t)is.st_ino);
	else if (errno != ENOENT)
		return fail(-errno, "stat %s", name);
	else
		buffer_printf(plan, "drop\t%s\n", name);
	return 0;
}

static int choose_aside(const struct base *b, struct arena *a, const char **aside)
{
	for (unsigned i = 1; i < ASIDES; i++) {
		*aside = arena_printf(a, "before-restore-%u", i);
		if (!*aside)
			return -ENOMEM;
		if (!is_there(b->dir, *aside))
			return 0;
	}
	return fail(-EEXIST, "%s: before-restore-1 and all others", b->path);
}

static int write_plan(const struct base *b, const struct buffer *plan)
{
	int fd = file_open(b->dir, STAGED "/plan", O_WRONLY | O_CREAT | O_EXCL, 0600);
	int rc = fd < 0 ? fd : file_write(fd, plan->s, plan->n, "plan");

	if (!rc && syncfs(fd))
		rc = fail(-errno, "sync %s", b->path);
	if (fd >= 0)
		close(fd);
	return rc;
}

static int make_plan(const struct base *b, const struct base_restore *what, const char *aside,
	struct buffer *plan)
{
	int rc = 0, new = file_open(b->dir, STAGED "/new", O_RDONLY | O_DIRECTORY, 0);

	if (new < 0)
		return new;
	buffer_printf(plan, "aside\t%s\n", aside);
	for (size_t i = 0; i < what->adds; i++)
		buffer_printf(plan, "add\t%s\n", what->added[i]);
	for (size_t i = 0; !rc && i < what->names; i++)
		rc = plan_name(b, plan, new, what->name[i]);
	close(new);
	return rc ? rc : buffer_error(plan);
}

// --- carrying it out: whatever was done of it already

static int move(int from, const char *name, int to, const char *place)
{
	return renameat(from, name, to, place) ? fail(-errno, "rename to %s", place) : 0;
}

struct places {
	int base, new, old;
};

static int put(const struct places *p, const char *name, uint64_t inode)
{
	struct stat st;
	int rc = 0;

	if (fstatat(p->new, name, &st, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : fail(-errno, "stat %s", name);
	if (st.st_ino == inode) {
		if (!is_there(p->base, name))
			return move(p->new, name, p->base, name);
		if (renameat2(p->new, name, p->base, name, RENAME_EXCHANGE))
			rc = fail(-errno, "exchange %s", name);
	}
	return rc ? rc : move(p->new, name, p->old, name);
}

static int drop(const struct places *p, const char *name)
{
	return is_there(p->base, name) && !is_there(p->old, name)
		? move(p->base, name, p->old, name)
		: 0;
}

static int add(const struct places *p, struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *parent = slash ? arena_text(a, path, (size_t)(slash - path)) : NULL;

	if (!is_there(p->new, path))
		return 0;
	if (!parent)
		return slash ? -ENOMEM : fail(-E_DATA, "%s is no path", path);
	int rc = file_make_dirs(p->base, parent, 0755);
	return rc ? rc : move(p->new, path, p->base, path);
}

static int carry_out(const struct places *p, struct arena *a, struct text line, const char **aside)
{
	struct text field[3];
	size_t fields = text_fields(line, '\t', field, 3);
	const char *name = fields > 1 ? arena_text(a, field[1].s, field[1].n) : NULL;
	uint64_t inode;

	if (fields < 2 || fields > 3)
		return fail(-E_DATA, "a line is put, add, drop or aside");
	if (!name)
		return -ENOMEM;
	if (text_is(field[0], "aside")) {
		*aside = name;
		return 0;
	}
	if (fields == 2)
		return text_is(field[0], "add") ? add(p, a, name) : drop(p, name);
	int rc = text_number(&inode, field[2], 0, UINT64_MAX, "inode");
	return rc ? rc : put(p, name, inode);
}

static int open_places(struct places *p, int dir)
{
	p->base = dir;
	p->new = file_open(dir, DECIDED "/new", O_RDONLY | O_DIRECTORY, 0);
	p->old = file_open(dir, DECIDED "/old", O_RDONLY | O_DIRECTORY, 0);
	return p->new < 0 ? p->new : p->old < 0 ? p->old : 0;
}

static int carry_out_all(int dir, struct arena *a, struct text plan, const char **aside)
{
	struct places p;
	struct text line;
	int rc = open_places(&p, dir);

	while (!rc && text_line(&plan, &line))
		rc = carry_out(&p, a, line, aside);
	if (!rc && syncfs(dir))
		rc = fail(-errno, "sync");
	if (p.new >= 0)
		close(p.new);
	if (p.old >= 0)
		close(p.old);
	return rc;
}

// Nothing was there: the directory is empty, and goes.
static int keep_old(int dir, const char *aside)
{
	if (!unlinkat(dir, DECIDED "/old", AT_REMOVEDIR) || errno == ENOENT)
		return 0;
	if (errno != ENOTEMPTY && errno != EEXIST)
		return fail(-errno, "remove %s/old", DECIDED);
	return move(dir, DECIDED "/old", dir, aside);
}

// `old` goes last but for .restore: while it is there, all of the plan can be done again.
static int finish(int dir, struct arena *a)
{
	const char *aside = "before-restore";
	struct text plan;
	int rc = file_load(a, dir, DECIDED "/plan", PLAN_LENGTH, &plan);

	if (!rc && is_there(dir, DECIDED "/old"))
		rc = carry_out_all(dir, a, plan, &aside);
	if (!rc)
		rc = keep_old(dir, aside);
	if (!rc) // without its plan it would be a failure to the next
		rc = move(dir, DECIDED, dir, STAGED);
	if (!rc)
		rc = file_remove_tree(dir, STAGED);
	return rc ? rc : file_sync_dir(dir, ".");
}

int base_restore_finish(int dir, struct arena *a)
{
	int rc = is_there(dir, DECIDED) ? finish(dir, a) : 0;

	if (!rc && is_there(dir, STAGED))
		rc = file_remove_tree(dir, STAGED);
	return during(rc, "a restore that was cut off");
}

int base_restore_commit(
	const struct base *b, struct arena *a, const struct base_restore *what, const char **aside)
{
	struct buffer plan = { 0 };
	int rc = choose_aside(b, a, aside);

	if (!rc)
		rc = make_plan(b, what, *aside, &plan);
	if (!rc)
		rc = write_plan(b, &plan);
	buffer_free(&plan);
	if (!rc)
		rc = move(b->dir, STAGED, b->dir, DECIDED);
	if (!rc)
		rc = file_sync_dir(b->dir, ".");
	if (!rc)
		rc = finish(b->dir, a);
	if (!rc && !is_there(b->dir, *aside))
		*aside = NULL;
	return rc;
}
