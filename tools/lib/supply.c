// SPDX-License-Identifier: MIT
// Files and repositories.
#include "supply.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "arch.h"
#include "arena.h"
#include "error.h"
#include "file.h"
#include "opk.h"
#include "progress.h"
#include "target.h"

#define TRUST_DIRECTORY TARGET_STATE "/trust"

// Room for one more in a list of open packages; NULL without memory.
static struct supplied *more(struct arena *a, struct supplied ***list, size_t *count, int fd)
{
	struct supplied **longer = arena_more(a, *list, *count, sizeof *longer);
	struct supplied *one = longer ? ARENA_NEW(a, struct supplied) : NULL;

	if (!one)
		return NULL;
	*list = longer;
	one->fd = fd;
	return longer[(*count)++] = one;
}

static int open_package(struct arena *a, struct supplied ***list, size_t *count, int fd,
	const char *what, const struct opk_pin *pin)
{
	if (fd < 0)
		return fd;
	struct supplied *one = more(a, list, count, fd);

	if (!one) {
		close(fd);
		return -ENOMEM;
	}
	return opk_open(&one->opk, a, fd, what, pin);
}

int supply_file(struct supply *s, struct arena *a, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return fail(-errno, "open %s", path);
	return open_package(a, &s->named, &s->names, fd, path, NULL);
}

static bool twice(const struct supply *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (digest_equal(&s->named[i]->opk.digest, &s->named[n]->opk.digest))
			return true;
	return false;
}

static int check_arch(const struct supply *s)
{
	for (size_t i = 0; s->arch.n && i < s->names; i++) {
		const struct opk *o = &s->named[i]->opk;

		if (!arch_fits(o->manifest.arch, s->arch))
			return fail(-E_CALL,
				"%s is for %.*s, what it is to be installed on for %.*s", o->what,
				TEXT_ARG(o->manifest.arch), TEXT_ARG(s->arch));
	}
	return 0;
}

static int index_files(struct supply *s, struct arena *a)
{
	int rc = check_arch(s);

	if (rc)
		return rc;

	s->files.package = ARENA_ARRAY(a, struct index_package, s->names);
	if (!s->files.package)
		return -ENOMEM;
	for (size_t i = 0; !rc && i < s->names; i++)
		if (!twice(s, i))
			rc = index_describe(
				s->files.package + s->files.packages++, a, &s->named[i]->opk);
	index_sort(&s->files);
	for (size_t i = 1; !rc && i < s->files.packages; i++) {
		const struct index_package *p = s->files.package + i;

		if (text_equal(p[-1].name, p->name) && text_equal(p[-1].version, p->version))
			rc = fail(-E_CALL, "two different packages %.*s %.*s were named",
				TEXT_ARG(p->name), TEXT_ARG(p->version));
	}
	return rc;
}

static int open_dir(const struct target *t, const char *path)
{
	int rc = file_make_dirs(t->root, path, 0755);

	return rc ? rc : file_open(t->root, path, O_RDONLY | O_DIRECTORY, 0);
}

static int open_repositories(struct supply *s, struct arena *a,
	const struct repository_place *place, size_t count, int trust, int cache)
{
	s->repository = ARENA_ARRAY(a, struct repository, count);
	if (!s->repository)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		int rc = repository_open(s->repository + i, a, place + i, trust, cache);

		if (rc)
			return rc;
		index_keep(&s->repository[i].index, s->arch);
		s->repositories++;
	}
	return 0;
}

// What is only asked leaves nothing on the target.
static int repositories(struct supply *s, struct arena *a, const struct target *t)
{
	struct repository_place *place;
	size_t count;
	int trust = -1, cache = -1, rc = place_list(a, t->root, &place, &count);

	if (rc || !count)
		return rc;
	if (t->lock.fd >= 0) {
		trust = open_dir(t, TRUST_DIRECTORY);
		cache = trust < 0 ? -1 : open_dir(t, CACHE_DIRECTORY);
		rc = trust < 0 ? trust : cache < 0 ? cache : 0;
	}
	if (!rc)
		rc = open_repositories(s, a, place, count, trust, cache);
	if (trust >= 0)
		close(trust);
	if (cache >= 0)
		close(cache);
	return rc;
}

static int list_indexes(struct supply *s, struct arena *a)
{
	s->index = ARENA_ARRAY(a, const struct index *, s->repositories + 2);
	if (!s->index)
		return -ENOMEM;
	s->index[0] = &s->files;
	for (size_t i = 0; i < s->repositories; i++)
		s->index[i + 1] = &s->repository[i].index;
	return 0;
}

int supply_open(struct supply *s, struct arena *a, const struct target *t)
{
	int rc = index_files(s, a);

	if (!rc)
		rc = repositories(s, a, t);
	return rc ? rc : list_indexes(s, a);
}

int supply_use(struct supply *s, struct arena *a, struct repository *r)
{
	s->repository = r;
	s->repositories = r ? 1 : 0;
	if (r && s->arch.n)
		index_keep(&r->index, s->arch);
	int rc = index_files(s, a);
	return rc ? rc : list_indexes(s, a);
}

static bool is_in(const struct index *x, const struct index_package *p)
{
	return p >= x->package && p < x->package + x->packages;
}

int supply_package(struct supply *s, struct arena *a, const struct index_package *p, int root,
	struct opk **opk)
{
	for (size_t i = 0; i < s->names; i++)
		if (is_in(&s->files, p) && digest_equal(&s->named[i]->opk.digest, &p->pin.head)) {
			*opk = &s->named[i]->opk;
			progress_add(PROGRESS_FETCH, (*opk)->file_size);
			return 0;
		}
	for (size_t i = 0; i < s->repositories; i++) {
		if (!is_in(&s->repository[i].index, p))
			continue;
		const char *name = index_file(a, p);
		int rc = name
			? open_package(a, &s->fetched, &s->fetches,
					repository_update(s->repository + i, p, root), name, &p->pin)
			      : -ENOMEM;
		if (rc)
			return rc;
		*opk = &s->fetched[s->fetches - 1]->opk;
		return index_check(p, *opk);
	}
	return fail(-ENOENT, "package %.*s", TEXT_ARG(p->name));
}

static void close_all(struct supplied **list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		opk_close(&list[i]->opk);
		close(list[i]->fd);
	}
}

void supply_close(struct supply *s)
{
	close_all(s->named, s->names);
	close_all(s->fetched, s->fetches);
	for (size_t i = 0; i < s->repositories; i++)
		repository_close(s->repository + i);
	*s = (struct supply){ 0 };
}
