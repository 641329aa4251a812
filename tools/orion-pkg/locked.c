// SPDX-License-Identifier: MIT
// A lock's packages.
#include "locked.h"

#include <errno.h>
#include <unistd.h>

#include "cmd.h"
#include "error.h"
#include "opk.h"
#include "pinned.h"

static int open_package(
	struct locked *l, struct arena *a, struct repository *from, const struct index_package *p)
{
	const char *name = index_file(a, p);
	struct opk *opk = &l->opk[l->count];
	int fd = name ? repository_package(from, p) : -ENOMEM;

	if (fd < 0)
		return fd;
	int rc = opk_open(opk, a, fd, name, &p->pin);
	if (rc) {
		close(fd);
		return rc;
	}
	l->fd[l->count++] = fd;
	return index_check(p, opk);
}

static int open_pinned(struct locked *l, struct arena *a, const struct pinned *p)
{
	for (size_t i = 0; i < l->from.count; i++) {
		const struct index_package *found = pinned_find(p, &l->from.item[i].index);

		if (found)
			return open_package(l, a, &l->from.item[i], found);
	}
	return fail(-E_DATA, "no repository has %.*s %.*s with the digest that the lock says",
		TEXT_ARG(p->name), TEXT_ARG(p->version));
}

int locked_open(struct locked *l, struct call *c, const char *path)
{
	struct pinned *list;
	size_t count;
	int rc = pinned_load(&list, &count, &c->arena, path);

	*l = (struct locked){ .count = 0 };
	if (!rc)
		rc = repositories_open(&l->from, c);
	if (rc)
		return rc;
	l->opk = ARENA_ARRAY(&c->arena, struct opk, count);
	l->fd = ARENA_ARRAY(&c->arena, int, count);
	rc = l->opk && l->fd ? 0 : -ENOMEM;
	for (size_t i = 0; !rc && i < count; i++)
		rc = open_pinned(l, &c->arena, &list[i]);
	return rc;
}

void locked_close(struct locked *l)
{
	while (l->count) {
		l->count--;
		opk_close(&l->opk[l->count]);
		close(l->fd[l->count]);
	}
	repositories_close(&l->from);
}
