// SPDX-License-Identifier: MIT
// Packages for the repository of a base.
//
// They are copied to repository/.new, which becomes repository/.next when all are on the disk: that decides. Then each is
// renamed to its place, the repository is indexed and signed, and .next goes.
#include "import.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "error.h"
#include "file.h"
#include "index.h"
#include "opk.h"
#include "pinned.h"
#include "progress.h"
#include "publish.h"

enum { PIECE = 1 << 20 };

#define REPOSITORY "repository"
#define NEW ".new"
#define NEXT ".next"

struct import {
	const struct base *base;
	struct arena *arena;
	int dir;	// the repository
	uint64_t date;
};

// --- what is decided

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

static int move_all(const struct import *m)
{
	int next = file_open(m->dir, NEXT, O_RDONLY | O_DIRECTORY, 0);
	const char **name;
	size_t count;

	if (next < 0)
		return next;
	int rc = names_of(m->arena, next, &name, &count);
	for (size_t i = 0; !rc && i < count; i++)
		rc = move_one(next, name[i], m->dir);
	close(next);
	return rc ? rc : file_sync_dir(m->dir, ".");
}

static int index_it(const struct import *m)
{
	struct publish p = { .dir = m->dir, .date = m->date };
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

static int finish(const struct import *m)
{
	int rc = move_all(m);

	if (!rc)
		rc = index_it(m);
	return rc ? rc : file_remove_tree(m->dir, NEXT);
}

static int open_repository(struct import *m)
{
	int rc = file_make_dirs(m->base->dir, REPOSITORY, 0755);

	m->dir = rc ? rc : file_open(m->base->dir, REPOSITORY, O_RDONLY | O_DIRECTORY, 0);
	return m->dir < 0 ? m->dir : 0;
}

static bool is_there(int dir, const char *name)
{
	return !faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW);
}

int import_recover(const struct base *b, struct arena *a, uint64_t date)
{
	struct import m = { b, a, -1, date };

	m.dir = file_open(b->dir, REPOSITORY, O_RDONLY | O_DIRECTORY, 0);
	if (m.dir == -ENOENT) {
		error_clear();
		return 0;
	}
	if (m.dir < 0)
		return m.dir;
	bool staged = is_there(m.dir, NEW), decided = is_there(m.dir, NEXT);
	int rc = staged ? file_remove_tree(m.dir, NEW) : 0;
	if (!rc && decided)
		rc = finish(&m);
	close(m.dir);
	return rc ? during(rc, "%s/" REPOSITORY, b->path) : decided ? 1 : staged ? 2 : 0;
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
			rc = mkdirat(m->dir, NEW, 0755) ? fail(-errno, "make " NEW) : 0;
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
	struct import m = { b, a, -1, date };
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
