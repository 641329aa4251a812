// SPDX-License-Identifier: MIT
// Reading a base.
#include "base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "base_impl.h"
#include "base_restore.h"
#include "directory.h"
#include "error.h"
#include "file.h"
#include "wish.h"

enum { CHANNEL_LENGTH = 4096 };

int base_open(struct base *b, const char *path, bool make)
{
	*b = (struct base){ .path = path, .lock.fd = -1 };
	b->dir = file_open_dir(path);
	if (b->dir < 0)
		return b->dir;
	int rc = make ? file_make_dirs(b->dir, "roles", 0755) : 0;
	int fd = rc ? rc : file_open(b->dir, "roles", O_RDONLY | O_DIRECTORY, 0);
	if (fd == -ENOENT)
		fd = fail(-E_CALL, "%s is no base: it has no roles", path);
	if (fd >= 0)
		close(fd);
	else
		base_close(b);
	return fd < 0 ? fd : 0;
}

int base_lock(struct base *b, struct arena *a, const char *command, bool wait,
	void (*waiting)(const char *holder))
{
	int rc = lock_take(&b->lock, a, b->dir, command, wait, waiting);

	if (!rc)
		rc = base_restore_finish(b->dir, a);
	return during(rc, "%s", b->path);
}

void base_close(struct base *b)
{
	lock_drop(&b->lock);
	if (b->dir >= 0)
		close(b->dir);
	b->dir = -1;
}

// --- roles

static int compare(const void *a, const void *b)
{
	return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static int add_role(struct arena *a, struct texts *names, const char *said)
{
	const char *name = arena_text(a, said, strlen(said));

	names->item = arena_more(a, names->item, names->count, sizeof *names->item);
	if (!name || !names->item)
		return -ENOMEM;
	names->item[names->count++] = text_of(name);
	return 0;
}

int base_roles(const struct base *b, struct arena *a, struct texts *names)
{
	struct directory d;
	const char *name;
	int rc = directory_open(&d, b->dir, "roles");

	*names = (struct texts){ NULL, 0 };
	while (!rc && (name = directory_next(&d)))
		if (!role_check(text_of(name)))
			rc = add_role(a, names, name);
		else
			error_clear();
	if (names->count)
		qsort(names->item, names->count, sizeof *names->item, compare);
	return directory_close(&d, rc);
}

// --- the files of a role

// None is an empty one.
static int load(const struct base_role *r, struct arena *a, int dir, const char *path, size_t limit,
	struct text *t)
{
	int rc = dir < 0 ? -ENOENT : file_load(a, dir, path, limit, t);

	if (rc == -ENOENT) {
		error_clear();
		*t = (struct text){ "", 0 };
		return 0;
	}
	return during(rc, "%s: role %s", r->base->path, r->name);
}

static int load_lines(struct base_role *r, struct arena *a, const char *name, struct texts *list)
{
	struct text t;
	int rc = load(r, a, r->dir, name, BASE_LENGTH, &t);

	return rc ? rc
		  : during(base_parse_lines(list, a, t), "%s/roles/%s/%s", r->base->path, r->name,
			    name);
}

static int load_choices(struct base_role *r, struct arena *a)
{
	struct text t;
	int rc = load(r, a, r->dir, BASE_CHOICES, CHOICES_LENGTH, &t);

	return rc ? rc
		  : during(choices_parse(&r->asked.choices, a, t), "%s/roles/%s/" BASE_CHOICES,
			    r->base->path, r->name);
}

static int load_asked(struct base_role *r, struct arena *a)
{
	struct texts site;
	struct text t;
	int rc = load(r, a, r->dir, BASE_BUILD, BASE_LENGTH, &t);

	if (!rc && t.n)
		rc = during(role_parse(&r->asked, a, t), "%s/roles/%s/" BASE_BUILD, r->base->path,
			r->name);
	if (!rc)
		rc = load_lines(r, a, BASE_SITE, &site);
	if (!rc) // somebody may have written it by hand
		rc = wish_copy(a, &site, &r->asked.site);
	if (!rc)
		rc = load_choices(r, a);
	r->asked.name = text_of(r->name);
	return rc;
}

static int load_generations(struct base_role *r, struct arena *a)
{
	struct text t;
	int rc = load(r, a, r->dir, BASE_GENERATIONS, BASE_LENGTH, &t);

	return rc ? rc
		  : during(base_parse_generations(&r->generation, &r->generations, a, t),
			    "%s/roles/%s/" BASE_GENERATIONS, r->base->path, r->name);
}

static int load_channel(struct base_role *r, struct arena *a)
{
	const char *path = arena_printf(a, BASE_CHANNELS "/%s", r->name);
	struct channel c;
	struct text t;
	int rc = path ? load(r, a, r->base->dir, path, CHANNEL_LENGTH, &t) : -ENOMEM;

	if (!rc)
		rc = during(base_parse_channel(&c, t), "%s/%s", r->base->path, path);
	if (rc)
		return rc;
	r->current = c.current;
	r->former = c.former;
	r->boots = c.boots;
	r->has_former = c.has_former;
	return 0;
}

static int load_role(struct base_role *r, struct arena *a)
{
	int rc = load_asked(r, a);

	if (!rc)
		rc = load(r, a, r->dir, BASE_LOCK, BASE_LENGTH, &r->lock);
	if (!rc)
		rc = load(r, a, r->dir, BASE_PACKED, BASE_LENGTH, &r->packed);
	if (!rc)
		rc = load_lines(r, a, BASE_HOLD, &r->held);
	if (!rc)
		rc = load_generations(r, a);
	return rc ? rc : load_channel(r, a);
}

int base_role_open(
	struct base_role *r, struct base *b, struct arena *a, const char *name, bool make)
{
	const char *path = arena_printf(a, "roles/%s", name);

	*r = (struct base_role){ .base = b, .name = name, .dir = -1 };
	int rc = !path ? -ENOMEM : role_check(text_of(name)) ? during(-E_CALL, "%s", name) : 0;
	if (rc)
		return rc;
	r->dir = file_open(b->dir, path, O_RDONLY | O_DIRECTORY, 0);
	if (r->dir == -ENOENT && !make)
		return fail(-E_CALL, "%s has no role %s", b->path, name);
	if (r->dir < 0 && r->dir != -ENOENT)
		return r->dir;
	error_clear();
	rc = load_role(r, a);
	if (!rc)
		r->cut_off =
			r->dir >= 0 && !faccessat(r->dir, BASE_NEXT, F_OK, AT_SYMLINK_NOFOLLOW);
	if (rc)
		base_role_close(r);
	return rc;
}

void base_role_close(struct base_role *r)
{
	if (r->dir >= 0)
		close(r->dir);
	r->dir = -1;
}

// --- generations

const struct generation *base_generation(const struct base_role *r, const struct digest *d)
{
	for (size_t i = r->generations; i > 0; i--)
		if (digest_equal(&r->generation[i - 1].digest, d))
			return r->generation + i - 1;
	return NULL;
}

uint64_t base_next(const struct base_role *r)
{
	return r->generations ? r->generation[r->generations - 1].number + 1 : 1;
}

const char *base_generation_name(const struct base_role *r, struct arena *a, const struct digest *d)
{
	const struct generation *g = base_generation(r, d);
	char hex[DIGEST_HEX + 1];

	digest_hex(d, hex);
	return g ? arena_printf(a, "%s@%llu", r->name, (unsigned long long)g->number)
		 : arena_printf(a, "%s@%.12s", r->name, hex);
}

const char *base_bundle_path(const struct base_role *r, struct arena *a, const struct digest *d)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(d, hex);
	return arena_printf(a, BASE_BUNDLES "/%s/%s.bundle", r->name, hex);
}

int base_bundles(const struct base_role *r, struct arena *a)
{
	const char *path = arena_printf(a, BASE_BUNDLES "/%s", r->name);
	int rc = path ? file_make_dirs(r->base->dir, path, 0755) : -ENOMEM;

	return rc ? rc : file_open(r->base->dir, path, O_RDONLY | O_DIRECTORY, 0);
}

int base_bundle(const struct base_role *r, struct arena *a, const struct digest *d)
{
	const char *path = base_bundle_path(r, a, d);

	return path ? file_open(r->base->dir, path, O_RDONLY | O_NONBLOCK, 0) : -ENOMEM;
}
