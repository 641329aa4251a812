// SPDX-License-Identifier: MIT
// Packages for the repository of a base.
//
// They are copied to repository/.new, which becomes repository/.next when all are on the disk: that decides. Then each is
// renamed to its place, the repository is indexed and signed, and .next goes. Where another server signed it already, what it signed is in .next,
// too, `latest` the last to be renamed. A file .gone there names packages that go: when no index in force has them any more. What is carried out is
// renamed to .done before it is removed, so that it is never carried out again in part.
#include "import.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "index.h"
#include "opk.h"
#include "pinned.h"
#include "progress.h"
#include "publish.h"
#include "repository_impl.h"

enum { PIECE = 1 << 20, GONE_LENGTH = 4 << 20 };

#define REPOSITORY "repository"
#define NEW ".new"
#define NEXT ".next"
#define DONE ".done"
#define GONE ".gone" // in these: names, a line each
#define SIGNED ".signed" // in these: nothing is to be signed

struct import {
	const struct base *base;
	struct arena *arena;
	int dir;	// the repository
	uint64_t date, serial;
};

// --- what is decided

static bool is_there(int dir, const char *name)
{
	return !faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW);
}

static int move_one(int from, const char *name, int to)
{
	return renameat(from, name, to, name) ? fail(-errno, "rename %s", name) : 0;
}

// Renames disturb who reads the directory: the names are read first.
static int names_of(struct arena *a, int dir, const char ***names, size_t *count)
{
	int fd = file_open(dir, ".", O_RDONLY | O_DIRECTORY, 0);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	int rc = d ? 0 : fd < 0 ? fd : fail(-errno, "read a directory");

	*names = NULL;
	*count = 0;
	while (!rc) {
		errno = 0;
		struct dirent *e = readdir(d);

		if (!e) {
			rc = errno ? fail(-errno, "read a directory") : 0;
			break;
		}
		if (*e->d_name == '.')
			continue;
		*names = arena_more(a, *names, *count, sizeof **names);
		const char *name = *names ? arena_text(a, e->d_name, strlen(e->d_name)) : NULL;
		if (!name)
			rc = -ENOMEM;
		else
			(*names)[(*count)++] = name;
	}
	if (d)
		closedir(d);
	return rc;
}

// `latest` puts in force what it names: last, when that is on the disk.
static int move_all(const struct import *m, int next)
{
	const char **name;
	size_t count;
	int rc = names_of(m->arena, next, &name, &count);

	for (size_t i = 0; !rc && i < count; i++)
		if (strcmp(name[i], REPOSITORY_LATEST) != 0)
			rc = move_one(next, name[i], m->dir);
	if (!rc)
		rc = file_sync_dir(m->dir, ".");
	if (!rc && is_there(next, REPOSITORY_LATEST))
		rc = move_one(next, REPOSITORY_LATEST, m->dir);
	return rc ? rc : file_sync_dir(m->dir, ".");
}

static int remove_gone(const struct import *m, int next)
{
	struct text t, line;
	int rc = file_load(m->arena, next, GONE, GONE_LENGTH, &t);

	while (!rc && text_line(&t, &line)) {
		const char *name = arena_text(m->arena, line.s, line.n);

		rc = name ? file_remove_if_there(m->dir, name) : -ENOMEM;
	}
	if (rc == -ENOENT) {
		error_clear();
		return 0;
	}
	return rc ? rc : file_sync_dir(m->dir, ".");
}

static int index_it(const struct import *m)
{
	struct publish p = { .dir = m->dir, .date = m->date, .serial = m->serial };
	struct published r;

	p.keys = file_open(m->base->dir, "keys", O_RDONLY | O_DIRECTORY, 0);
	if (p.keys == -ENOENT)
		return fail(-E_CALL, "no keys: `orion-pkg keygen --keys %s/keys --site` makes them",
			m->base->path);
	if (p.keys < 0)
		return p.keys;
	int rc = publish_index(m->arena, &p, &r);
	close(p.keys);
	return rc;
}

// Nobody else writes it meanwhile, as who signs a new timestamp does without the base's lock.
static int finish(const struct import *m)
{
	int next = file_open(m->dir, NEXT, O_RDONLY | O_DIRECTORY, 0);
	int rc = next < 0                ? next
		: flock(m->dir, LOCK_EX) ? fail(-errno, "lock the repository")
					 : move_all(m, next);

	if (!rc)
		rc = remove_gone(m, next);
	if (!rc && !is_there(next, SIGNED))
		rc = index_it(m);
	flock(m->dir, LOCK_UN);
	if (next >= 0)
		close(next);
	if (!rc && renameat(m->dir, NEXT, m->dir, DONE))
		rc = fail(-errno, "rename " NEXT);
	return rc ? rc : file_remove_tree(m->dir, DONE);
}

static int open_repository(struct import *m)
{
	int rc = file_make_dirs(m->base->dir, REPOSITORY, 0755);

	m->dir = rc ? rc : file_open(m->base->dir, REPOSITORY, O_RDONLY | O_DIRECTORY, 0);
	return m->dir < 0 ? m->dir : 0;
}

int import_recover(const struct base *b, struct arena *a, uint64_t date)
{
	struct import m = { b, a, -1, date, 0 };

	m.dir = file_open(b->dir, REPOSITORY, O_RDONLY | O_DIRECTORY, 0);
	if (m.dir == -ENOENT) {
		error_clear();
		return 0;
	}
	if (m.dir < 0)
		return m.dir;
	bool staged = is_there(m.dir, NEW), decided = is_there(m.dir, NEXT);
	bool done = is_there(m.dir, DONE);
	int rc = staged ? file_remove_tree(m.dir, NEW) : 0;
	if (!rc && done)
		rc = file_remove_tree(m.dir, DONE);
	if (!rc && decided)
		rc = finish(&m);
	close(m.dir);
	return rc ? during(rc, "%s/" REPOSITORY, b->path) : decided || done ? 1 : staged ? 2 : 0;
}

// --- staging

static int copy(int from, uint64_t size, int to, const char *what)
{
	unsigned char *piece = malloc(PIECE);
	int rc = piece ? 0 : fail(-ENOMEM, "%s", what);

	for (uint64_t at = 0; !rc && at < size;) {
		size_t n = size - at < PIECE ? (size_t)(size - at) : PIECE;

		rc = file_read_at(from, piece, n, at, what);
		if (!rc)
			rc = file_write(to, piece, n, what);
		at += n;
	}
	free(piece);
	return rc;
}

static int copy_package(const struct import *m, const struct import_package *p)
{
	const struct manifest *of = &p->opk->manifest;
	const char *name = arena_printf(m->arena, NEW "/%.*s-%.*s.%.*s.opk", TEXT_ARG(of->name),
		TEXT_ARG(of->version), TEXT_ARG(of->arch));
	int fd = name ? file_open(m->dir, name, O_WRONLY | O_CREAT | O_EXCL, 0644) : -ENOMEM;

	if (fd < 0)
		return fd;
	int rc = copy(p->fd, p->opk->file_size, fd, p->opk->what);
	if (!rc && fsync(fd))
		rc = fail(-errno, "fsync %s", name);
	return close(fd) && !rc ? fail(-errno, "close %s", name) : rc;
}

// The index has it, or it was named before.
static bool is_known(const struct index *x, const struct import_package *package, size_t n)
{
	const struct opk *o = package[n].opk;
	struct pinned p = { o->manifest.name, o->manifest.version, o->digest };

	for (size_t i = 0; i < n; i++)
		if (digest_equal(&package[i].opk->digest, &o->digest))
			return true;
	return x && pinned_find(&p, x);
}

static uint64_t size_of(const struct import_package *package, size_t packages)
{
	uint64_t size = 0;

	for (size_t i = 0; i < packages; i++)
		size += package[i].opk->file_size;
	return size;
}

static int begin(const struct import *m)
{
	return mkdirat(m->dir, NEW, 0755) ? fail(-errno, "make " NEW) : 0;
}

static int stage(const struct import *m, const struct index *x,
	const struct import_package *package, size_t packages, size_t *count)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < packages; i++) {
		if (is_known(x, package, i)) {
			progress_add(PROGRESS_CHECK, package[i].opk->file_size);
			continue;
		}
		rc = opk_check(package[i].opk);
		opk_rest(package[i].opk);
		if (!rc && !*count)
			rc = begin(m);
		if (!rc)
			rc = copy_package(m, package + i);
		++*count;
	}
	return rc;
}

static int decide(const struct import *m)
{
	int rc = file_sync_dir(m->dir, NEW);

	if (!rc && renameat(m->dir, NEW, m->dir, NEXT))
		rc = fail(-errno, "rename to " NEXT);
	return rc ? rc : file_sync_dir(m->dir, ".");
}

int import_packages(const struct base *b, struct arena *a, const struct index *x,
	const struct import_package *package, size_t packages, uint64_t date, size_t *count)
{
	struct import m = { b, a, -1, date, 0 };
	int rc = open_repository(&m);

	*count = 0;
	if (rc)
		return rc;
	progress_begin(PROGRESS_CHECK, size_of(package, packages));
	rc = stage(&m, x, package, packages, count);
	progress_end();
	if (rc && *count)
		file_remove_tree(m.dir, NEW);
	if (!rc && *count)
		rc = decide(&m);
	if (!rc && *count)
		rc = finish(&m);
	close(m.dir);
	return during(rc, "%s/" REPOSITORY, b->path);
}

// --- agreeing with another server's

static int stage_one(const struct import *m, const struct import_change *c, size_t i)
{
	struct arena once = { NULL };
	struct opk o;
	int fd = c->package(c->arg, i);
	int rc = fd < 0 ? fd : opk_open(&o, &once, fd, "a package that came", NULL);

	if (!rc) {
		struct import_package one = { &o, fd };

		rc = copy_package(m, &one);
		opk_close(&o);
	}
	arena_free(&once);
	if (fd >= 0)
		close(fd);
	return rc;
}

static int stage_file(const struct import *m, const char *name, struct text t)
{
	const char *path = arena_printf(m->arena, NEW "/%s", name);

	return path ? file_replace(m->dir, path, 0644, t.s, t.n) : -ENOMEM;
}

static int stage_gone(const struct import *m, const struct import_change *c)
{
	struct buffer b = { 0 };

	for (size_t i = 0; i < c->gones; i++)
		buffer_printf(&b, "%s\n", c->gone[i]);
	int rc = buffer_error(&b);
	if (!rc && b.n)
		rc = stage_file(m, GONE, buffer_view(&b));
	buffer_free(&b);
	return rc;
}

static int stage_change(const struct import *m, const struct import_change *c)
{
	int rc = begin(m);

	for (size_t i = 0; !rc && i < c->packages; i++)
		rc = stage_one(m, c, i);
	for (size_t i = 0; !rc && i < c->files; i++)
		rc = stage_file(m, c->file[i].name, c->file[i].data);
	if (!rc && c->files)
		rc = stage_file(m, SIGNED, TEXT(""));
	return rc ? rc : stage_gone(m, c);
}

int import_change(const struct base *b, struct arena *a, const struct import_change *c)
{
	struct import m = { b, a, -1, c->date, c->serial };
	int rc = open_repository(&m);

	if (rc)
		return rc;
	rc = stage_change(&m, c);
	if (rc)
		file_remove_tree(m.dir, NEW);
	if (!rc)
		rc = decide(&m);
	if (!rc)
		rc = finish(&m);
	close(m.dir);
	return during(rc, "%s/" REPOSITORY, b->path);
}
