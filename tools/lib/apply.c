// SPDX-License-Identifier: MIT
// Carrying out journals. Each step can be done again after it was done.
#include "apply.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "cpus.h"
#include "error.h"
#include "file.h"
#include "journal.h"
#include "parent.h"
#include "progress.h"
#include "target.h"

enum { MANY = 256 };	// removals that are worth a thread

struct applying {
	const struct target *target;
	int own, stage;	// staging directories: the transaction's, and the one in use
	bool elsewhere;	// other file systems have a part in it
	struct parent parent;
};

// What makes a path unreachable means that there is nothing to take away.
static bool absent(int rc)
{
	return rc == -ENOENT || rc == -ENOTDIR || rc == -ELOOP;
}

static int remove_one(struct applying *x, const struct journal_step *s, int flags)
{
	const char *name;
	int dir = parent_of(&x->parent, s->path, &name);

	if (dir < 0)
		return absent(dir) ? 0 : dir;
	if (!unlinkat(dir, name, flags) || errno == ENOENT)
		return 0;
	if (flags ? errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR || errno == EBUSY
		  : errno == EISDIR)
		return 0;
	return fail(-errno, "remove %.*s", TEXT_ARG(s->path));
}

static int step_remove(struct applying *x, const struct journal_step *s)
{
	return remove_one(x, s, 0);
}

// It may be the one that is open, which then would be another one of that name.
static int step_rmdir(struct applying *x, const struct journal_step *s)
{
	int rc = remove_one(x, s, AT_REMOVEDIR);

	parent_forget(&x->parent);
	return rc;
}

// Somebody took the directory away after it was decided that something comes into it.
static int make_parent(struct applying *x, struct text path)
{
	struct text above = path_parent(path);
	char buf[PATH_LENGTH + 1];

	snprintf(buf, sizeof buf, "%.*s", TEXT_ARG(above));
	return file_make_dirs(x->target->root, buf, 0755);
}

static int step_move(struct applying *x, const struct journal_step *s)
{
	const char *name;
	char number[16];
	struct stat st;

	snprintf(number, sizeof number, "%u", s->number);
	if (fstatat(x->stage, number, &st, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : fail(-errno, "stat staged %s", number);
	int dir = parent_of(&x->parent, s->path, &name);
	if (dir == -ENOENT) {
		int rc = make_parent(x, s->path);

		if (rc)
			return rc;
		dir = parent_of(&x->parent, s->path, &name);
	}
	if (dir < 0)
		return dir;
	if (renameat(x->stage, number, dir, name))
		return fail(-errno, "put %.*s into its place", TEXT_ARG(s->path));
	return 0;
}

static int step_mode(struct applying *x, const struct journal_step *s)
{
	char path[PATH_LENGTH + 1];

	snprintf(path, sizeof path, "%.*s", TEXT_ARG(s->path));
	int fd = file_open(x->target->root, path, O_RDONLY | O_DIRECTORY, 0), rc = 0;
	if (fd < 0)
		return absent(fd) ? 0 : fd;
	if ((x->target->owners && fchown(fd, s->uid, s->gid)) || fchmod(fd, s->mode))
		rc = fail(-errno, "set mode and owner of %s", path);
	close(fd);
	return rc;
}

static int step_state(struct applying *x, const struct journal_step *s)
{
	char name[PATH_LENGTH + 1];

	snprintf(name, sizeof name, "%.*s", TEXT_ARG(s->path));
	if (!renameat(x->own, name, x->target->state, name) || errno == ENOENT)
		return 0;
	return fail(-errno, "put the list %s into its place", name);
}

// An empty name is back to the transaction's own.
static int step_stage(struct applying *x, const struct journal_step *s)
{
	char path[PATH_LENGTH + 1];

	if (x->stage != x->own)
		close(x->stage);
	x->stage = x->own;
	if (!s->path.n)
		return 0;
	x->elsewhere = true;
	snprintf(path, sizeof path, "%.*s", TEXT_ARG(s->path));
	int fd = file_open(x->target->root, path, O_RDONLY | O_DIRECTORY, 0);
	if (fd < 0)
		return during(fd, "staged on another file system");
	x->stage = fd;
	return 0;
}

static int step(struct applying *x, const struct journal_step *s)
{
	switch (s->verb) {
	case JOURNAL_STAGE: return step_stage(x, s);
	case JOURNAL_REMOVE: return step_remove(x, s);
	case JOURNAL_RMDIR: return step_rmdir(x, s);
	case JOURNAL_MOVE: return step_move(x, s);
	case JOURNAL_MODE: return step_mode(x, s);
	case JOURNAL_STATE: return step_state(x, s);
	}
	return fail(-EINVAL, "step %d", s->verb);
}

// The journal may go when what it says is on the disk, on all file systems.
static int settle(const struct applying *x)
{
	if (x->elsewhere)
		sync();
	return syncfs(x->own) ? fail(-errno, "syncfs") : 0;
}

// --- many removals, by two threads: most of the time that a removal takes is spent there

struct removing {
	struct applying x;
	const struct journal_step *step;
	size_t count;
	struct text last;	// what holds it waits: it can't be empty yet; n 0: nothing waits
	int rc;
	char why[2000];	// with rc
};

static bool holds(struct text dir, struct text path)
{
	return path.n > dir.n && path.s[dir.n] == '/' && !memcmp(path.s, dir.s, dir.n);
}

static void *remove_some(void *arg)
{
	struct removing *r = arg;

	parent_init(&r->x.parent, r->x.target->root);
	for (size_t i = 0; !r->rc && i < r->count; i++) {
		if (holds(r->step[i].path, r->last))
			continue;
		r->rc = step(&r->x, r->step + i);
		progress_add(PROGRESS_APPLY, 1);
	}
	parent_forget(&r->x.parent);
	if (r->rc)
		snprintf(r->why, sizeof r->why, "%s", error_text());
	return NULL;
}

// Where the second half begins: with the first path of a directory.
static size_t middle(const struct journal_step *s, size_t count)
{
	size_t i = count / 2;

	while (i < count && text_equal(path_parent(s[i].path), path_parent(s[i - 1].path)))
		i++;
	return i;
}

// Directories come with what is in them first. Of those in the second half that hold something of the first all hold its last one.
static int remove_many(struct applying *x, const struct journal_step *s, size_t count)
{
	bool dirs = s->verb == JOURNAL_RMDIR;
	size_t half = dirs ? count / 2 : middle(s, count);
	struct text last = dirs ? s[half - 1].path : TEXT("");
	struct removing part[2] = { { .x = *x, .step = s, .count = half },
		{ .x = *x, .step = s + half, .count = count - half, .last = last } };
	pthread_t thread;
	bool started = !pthread_create(&thread, NULL, remove_some, part + 1);
	int rc = 0;

	remove_some(part);
	if (started)
		pthread_join(thread, NULL);
	else
		remove_some(part + 1);
	for (size_t i = 0; i < 2; i++)
		if (part[i].rc) {
			fail(-E_DATA, "%s", part[i].why);
			return part[i].rc;
		}
	for (size_t i = half; !rc && i < count; i++)
		rc = holds(s[i].path, last) ? step(x, s + i) : 0;
	return rc;
}

// How many removals of one kind follow each other.
static size_t removals(const struct journal_step *s, size_t count)
{
	size_t n = 0;

	if (s->verb == JOURNAL_REMOVE || s->verb == JOURNAL_RMDIR)
		while (n < count && s[n].verb == s->verb)
			n++;
	return n;
}

static int steps(struct applying *x, const struct journal_step *s, size_t count)
{
	bool threads = cpus() > 1;
	int rc = 0;

	for (size_t i = 0, n; !rc && i < count; i += n) {
		n = threads ? removals(s + i, count - i) : 0;
		if (n >= MANY) {
			rc = remove_many(x, s + i, n);
		} else {
			n = 1;
			rc = step(x, s + i);
			progress_add(PROGRESS_APPLY, 1);
		}
	}
	return rc;
}

int apply_journal(const struct target *t, const struct journal *j)
{
	struct applying x = { .target = t };
	int rc;

	x.own = file_open(t->state, APPLY_STAGE, O_RDONLY | O_DIRECTORY, 0);
	if (x.own < 0)
		return x.own;
	x.stage = x.own;
	parent_init(&x.parent, t->root);
	progress_begin(PROGRESS_APPLY, j->count);
	rc = steps(&x, j->step, j->count);
	if (!rc)
		rc = settle(&x);
	progress_end();
	parent_forget(&x.parent);
	if (x.stage != x.own)
		close(x.stage);
	close(x.own);
	return rc;
}

// The file `elsewhere` names the staging directories on other file systems: it is there before they are.
static int clean_elsewhere(const struct target *t, struct arena *a)
{
	struct text text, line;
	int rc = file_load(a, t->state, APPLY_STAGE "/elsewhere", JOURNAL_LENGTH, &text);

	if (rc)
		return rc == -ENOENT ? 0 : rc;
	while (!rc && text_line(&text, &line)) {
		rc = path_check(line);
		const char *path = rc ? NULL : arena_text(a, line.s, line.n);

		if (!rc)
			rc = path ? file_remove_tree(t->root, path) : -ENOMEM;
		if (absent(rc))
			rc = 0;
	}
	return rc;
}

int apply_clean(const struct target *t, struct arena *a)
{
	int rc = file_remove(t->state, APPLY_STAGE "/journal", 0);

	if (!rc || rc == -ENOENT)
		rc = clean_elsewhere(t, a);
	if (!rc)
		rc = file_remove_tree(t->state, APPLY_STAGE);
	if (!rc)
		error_clear();
	return rc;
}

bool recover_pending(const struct target *t)
{
	struct stat st;

	return t->state >= 0 &&
		(!fstatat(t->state, APPLY_STAGE, &st, AT_SYMLINK_NOFOLLOW) || errno != ENOENT);
}

static int finish(const struct target *t, struct arena *a, struct text text)
{
	struct journal j;
	int rc = journal_parse(&j, a, text);

	if (rc)
		return during(rc,
			"damaged journal %s/" TARGET_STATE "/" APPLY_STAGE
			"/journal (what it began can't be "
			"finished: remove it, then `orion-pkg fix`)",
			t->path);
	rc = apply_journal(t, &j);
	if (!rc)
		rc = apply_clean(t, a);
	return during(rc, "finish the interrupted transaction");
}

int recover(const struct target *t, struct arena *a)
{
	struct text text;

	if (!recover_pending(t))
		return RECOVERED_NOTHING;
	int rc = file_load(a, t->state, APPLY_STAGE "/journal", JOURNAL_LENGTH, &text);
	if (rc && rc != -ENOENT)
		return rc;
	bool decided = !rc;

	error_clear();
	rc = decided ? finish(t, a, text)
		     : during(apply_clean(t, a), "undo the interrupted transaction");
	return rc ? rc : decided ? RECOVERED_FINISHED : RECOVERED_UNDONE;
}
