// SPDX-License-Identifier: MIT
// Under the base's lock: either what the other one signed is put in force as it is, or, where this server has packages besides, all is signed anew, and the
// other one comes for that.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "bring.h"
#include "directory.h"
#include "error.h"
#include "file.h"
#include "import.h"
#include "peer.h"
#include "release.h"
#include "repositories_impl.h"
#include "repository_impl.h"
#include "shared_files.h"

struct agreeing {
	struct repositories *r;
	size_t packages; // that are missing here
	const char **gone;
	size_t gones;
	bool besides; // packages are here that they haven't got, or not any more
	bool apart; // they list one that goes
	bool later; // one that they list is neither here nor has it come
};

// --- what goes, and what is here besides

static const struct index_package *listed(const struct repositories *r, const char *file)
{
	for (size_t i = 0; r->differ && i < r->theirs.index.packages; i++) {
		const char *name = index_file(r->arena, &r->theirs.index.package[i]);

		if (name && !strcmp(name, file))
			return &r->theirs.index.package[i];
	}
	return NULL;
}

static int add_gone(struct agreeing *g, const char *file)
{
	const char **more = arena_more(g->r->arena, g->gone, g->gones, sizeof *more);

	if (!more)
		return -ENOMEM;
	g->gone = more;
	more[g->gones] = arena_text(g->r->arena, file, strlen(file));
	return more[g->gones++] ? 0 : -ENOMEM;
}

// Theirs counts: what they have was not taken away.
static int unremove(const struct repositories *r, const char *file)
{
	const char *path = repositories_removed(r->arena, file);

	return path ? file_remove(r->base->dir, path, 0) : -ENOMEM;
}

static int look_at_removed(struct agreeing *g, const char *file)
{
	struct repositories *r = g->r;
	const struct index_package *p = listed(r, file);
	struct digest d;

	if (p && r->instead)
		return unremove(r, file);
	if (p) {
		int removed = repositories_is_removed(r, file, &p->pin.head);

		if (removed < 0)
			return removed;
		g->apart = g->apart || removed;
	}
	int here = repositories_digest_here(r, file, &d);
	int rc = here > 0 ? repositories_is_removed(r, file, &d) : here;
	return rc > 0 ? add_gone(g, file) : rc;
}

static int look_at_all_removed(struct agreeing *g)
{
	struct directory d;
	const char *name;
	int rc = directory_open_or_none(&d, g->r->base->dir, REPOSITORIES_REMOVED);

	while (!rc && (name = directory_next(&d)))
		if (*name != '.')
			rc = look_at_removed(g, name);
	return directory_close(&d, rc);
}

static bool goes(const struct agreeing *g, const char *file)
{
	for (size_t i = 0; i < g->gones; i++)
		if (!strcmp(g->gone[i], file))
			return true;
	return false;
}

static int look_besides(struct agreeing *g)
{
	struct directory d;
	const char *name;
	int rc = directory_open_or_none(&d, g->r->base->dir, REPOSITORIES_OWN);

	while (!rc && (name = directory_next(&d))) {
		size_t n = strlen(name);

		if (*name != '.' && n > 4 && !strcmp(name + n - 4, ".opk") && !goes(g, name) &&
			!listed(g->r, name))
			g->besides = true;
	}
	return directory_close(&d, rc);
}

// --- putting it in force

static int open_package(void *arg, size_t i)
{
	struct repositories *r = arg;
	const char *path = repositories_part(r, r->missing[i]);

	return path ? file_open_regular(r->base->dir, path) : -ENOMEM;
}

static int add_file(
	struct repositories *r, struct import_file **list, size_t *count, int dir, const char *name)
{
	struct import_file *more = arena_more(r->arena, *list, *count, sizeof *more);
	const char *copy = arena_text(r->arena, name, strlen(name));

	if (!more || !copy)
		return -ENOMEM;
	*list = more;
	more[*count].name = copy;
	int rc = file_load(r->arena, dir, name, RELEASE_INDEX_MAX, &more[*count].data);
	*count += !rc;
	return rc;
}

// All that lies there was checked by who opened it.
static int add_files(struct repositories *r, struct import_file **list, size_t *count)
{
	const char *path = repositories_signed(r);
	struct directory d;
	const char *name;
	int rc = path ? directory_open(&d, r->base->dir, path) : -ENOMEM;

	if (!path)
		return rc;
	while (!rc && (name = directory_next(&d)))
		if (*name != '.')
			rc = add_file(r, list, count, d.fd, name);
	return directory_close(&d, rc);
}

static int change(struct agreeing *g, const struct import_file *file, size_t files, uint64_t serial)
{
	struct repositories *r = g->r;

	return import_change(r->base, r->arena,
		&(struct import_change){ .package = open_package,
			.arg = r,
			.packages = g->packages,
			.gone = g->gone,
			.gones = g->gones,
			.file = file,
			.files = files,
			.date = (uint64_t)time(NULL),
			.serial = serial });
}

static int sign(struct agreeing *g)
{
	const struct trust *t = &g->r->theirs.trust;
	uint64_t serial = 0;

	if (g->r->differ)
		serial = 1 +
			(t->release.serial > t->timestamp.serial ? t->release.serial
								 : t->timestamp.serial);
	return change(g, NULL, 0, serial);
}

static int adopt(struct agreeing *g)
{
	struct import_file *file = NULL;
	size_t files = 0;
	int rc = add_files(g->r, &file, &files);

	return rc ? rc : change(g, file, files, 0);
}

// What this server signed last.
struct signed_here {
	struct latest latest;
	struct timestamp timestamp;
	struct release release;
};

static int load_signed(
	struct repositories *r, const char *kind, const struct digest *d, struct text *t)
{
	char name[REPOSITORY_NAME];

	repository_name(name, kind, d, "");
	const char *path = arena_printf(r->arena, REPOSITORIES_OWN "/%s", name);
	return path ? file_load(r->arena, r->base->dir, path, RELEASE_LENGTH, t) : -ENOMEM;
}

static int load_signed_here(struct repositories *r, struct signed_here *s)
{
	struct text t;
	int rc = file_load(
		r->arena, r->base->dir, REPOSITORIES_OWN "/" REPOSITORY_LATEST, LATEST_LENGTH, &t);

	if (!rc)
		rc = latest_parse(&s->latest, t);
	if (!rc)
		rc = load_signed(r, "timestamp", &s->latest.timestamp, &t);
	if (!rc)
		rc = timestamp_parse(&s->timestamp, t);
	if (!rc)
		rc = load_signed(r, "release", &s->timestamp.release, &t);
	return rc ? rc : release_parse(&s->release, t);
}

static bool is_newer(const struct repositories *r, const struct signed_here *s)
{
	const struct trust *t = &r->theirs.trust;

	if (t->root.serial != s->latest.roots)
		return t->root.serial > s->latest.roots;
	if (t->release.serial != s->release.serial)
		return t->release.serial > s->release.serial;
	return t->timestamp.serial > s->timestamp.serial;
}

// Both have the same packages, or will have.
static int agree_on_theirs(struct agreeing *g)
{
	struct repositories *r = g->r;
	struct signed_here *s = ARENA_NEW(r->arena, struct signed_here);
	int rc = !s ? -ENOMEM : r->instead ? 0 : load_signed_here(r, s);

	if (rc)
		return rc;
	if (r->instead || is_newer(r, s))
		return adopt(g);
	if (digest_equal(&r->theirs.trust.release.index, &s->release.index))
		return 0; // they take ours
	return sign(g);
}

static int agree(struct agreeing *g)
{
	struct repositories *r = g->r;

	if (!r->differ)
		return g->gones ? sign(g) : 0;
	if (!g->besides && !g->apart && !r->twin)
		return agree_on_theirs(g);
	if (!r->instead)
		return g->packages || g->gones ? sign(g) : 0;
	int rc = adopt(g);
	return rc ? rc : sign(&(struct agreeing){ .r = r });
}

// --- before and after

// One of the same name that theirs is put in place of is kept.
static int lose_twins(const struct agreeing *g)
{
	const struct repositories *r = g->r;
	int rc = 0;

	for (size_t i = 0; !rc && i < g->packages; i++) {
		const char *file = index_file(r->arena, r->missing[i]);
		const char *from =
			file ? arena_printf(r->arena, REPOSITORIES_OWN "/%s", file) : NULL;
		const char *to = from ? arena_printf(r->arena, SHARED_LOST "/%s.%lld", file,
						(long long)time(NULL))
				      : NULL;

		if (!to)
			return -ENOMEM;
		if (faccessat(r->base->dir, from, F_OK, AT_SYMLINK_NOFOLLOW))
			continue;
		rc = file_make_dirs(r->base->dir, SHARED_LOST, 0700);
		if (!rc && renameat(r->base->dir, from, r->base->dir, to))
			rc = fail(-errno, "rename %s", from);
	}
	return rc;
}

// Once both agree nothing that came is wanted any more, be it of a run that was cut off: its package may be here by its generation.
static int tidy(const struct repositories *r)
{
	struct directory d;
	const char *name;

	if (!r->same && !r->differ)
		return 0;
	int rc = directory_open(&d, r->base->dir, BRING);
	while (!rc && (name = directory_next(&d)))
		if (strlen(name) == DIGEST_HEX + 4 && !strcmp(name + DIGEST_HEX, ".opk"))
			rc = file_remove(d.fd, name, 0);
	return directory_close(&d, rc);
}

static bool has_come(const struct agreeing *g, const struct index_package *p)
{
	for (size_t i = 0; i < g->packages; i++)
		if (g->r->missing[i] == p)
			return true;
	return false;
}

static bool is_here(const struct repositories *r, const char *file)
{
	const char *path = arena_printf(r->arena, REPOSITORIES_OWN "/%s", file);

	return path && !faccessat(r->base->dir, path, F_OK, AT_SYMLINK_NOFOLLOW);
}

// What was taken away, or put there again, since packages were fetched: of the former those that came aren't wanted, and when one of the latter isn't
// here that is left to the next run.
static int look_again(struct agreeing *g)
{
	struct repositories *r = g->r;
	size_t kept = 0;
	int rc = 0;

	for (size_t i = 0; !rc && i < g->packages; i++) {
		const char *file = index_file(r->arena, r->missing[i]);
		int removed = !file  ? -ENOMEM
			: r->instead ? 0
				     : repositories_is_removed(r, file, &r->missing[i]->pin.head);

		rc = removed < 0 ? removed : 0;
		if (!removed)
			r->missing[kept++] = r->missing[i];
	}
	if (!rc)
		g->packages = kept;
	for (size_t i = 0; !rc && r->differ && i < r->theirs.index.packages; i++) {
		const struct index_package *p = &r->theirs.index.package[i];
		const char *file = index_file(r->arena, p);

		if (!file)
			return -ENOMEM;
		int removed = r->instead ? 0 : repositories_is_removed(r, file, &p->pin.head);
		rc = removed < 0 ? removed : 0;
		if (!removed && !is_here(r, file) && !has_come(g, p))
			g->later = true;
	}
	return rc;
}

int repositories_agree(struct repositories *r)
{
	struct agreeing g = { .r = r, .packages = r->missings };
	int rc = r->new_keys ? signing_keys_put(&r->keys, r->arena, r->base) : 0;

	if (!rc)
		rc = look_again(&g);
	if (rc || g.later)
		return rc;
	if (!rc)
		rc = look_at_all_removed(&g);
	if (!rc)
		rc = look_besides(&g);
	if (!rc && r->instead)
		rc = lose_twins(&g);
	if (!rc)
		rc = agree(&g);
	r->changes = g.packages + g.gones;
	if (!rc)
		rc = tidy(r);
	if (!rc && r->twin)
		rc = fail(-E_DATA,
			"it has another %s than is here: `orion-repository remove` one of both",
			r->twin);
	return rc;
}
