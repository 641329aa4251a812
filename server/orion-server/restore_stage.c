// SPDX-License-Identifier: MIT
// Staging what a backup has.
#include "restore_stage.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "bundle_file.h"
#include "channel.h"
#include "error.h"
#include "file.h"
#include "pins.h"
#include "site.h"

#define STAGED "%s/.restore.new/new" // of base_restore_begin
#define OWN "channels/server" // what this machine itself starts

enum { OWN_LENGTH = 4096 };

// What is restored as a whole; packages only when the backup has them.
static const char *const wholes[] = { "authorized_keys", "channels", "drained", "keys", "nodes",
	"orion.conf", "peers", "pins", "roles", "server-name", "trusted", "repository" };

enum { WHOLES = sizeof wholes / sizeof *wholes, SMALL_WHOLES = WHOLES - 1 };

static bool is_below(const char *path, const char *name)
{
	size_t n = strlen(name);

	return !strncmp(path, name, n) && (!path[n] || path[n] == '/');
}

// --- what changes

static size_t from(const struct backup_list *l, const char *name)
{
	size_t i = 0;

	while (i < l->count && !is_below(l->item[i].path, name))
		i++;
	return i;
}

static bool same_file(const struct backup_file *x, const struct backup_file *y)
{
	return !strcmp(x->path, y->path) && x->mode == y->mode && x->size == y->size &&
		digest_equal(&x->digest, &y->digest);
}

// Both lists are sorted: what is below a name is in one piece.
static bool same(const struct backup_list *was, const struct backup_list *is, const char *name)
{
	size_t i = from(was, name), k = from(is, name);

	for (;; i++, k++) {
		bool more = i < was->count && is_below(was->item[i].path, name);

		if (more != (k < is->count && is_below(is->item[k].path, name)))
			return false;
		if (!more)
			return true;
		if (!same_file(was->item + i, is->item + k))
			return false;
	}
}

static const struct backup_file *find(const struct backup_list *l, const char *path)
{
	for (size_t i = 0; i < l->count; i++)
		if (!strcmp(l->item[i].path, path))
			return l->item + i;
	return NULL;
}

static bool has(const struct backup_list *l, const char *name)
{
	return from(l, name) < l->count;
}

static bool changes(const struct restore *r, const char *path)
{
	for (size_t i = 0; i < r->names; i++)
		if (is_below(path, r->name[i]))
			return true;
	return false;
}

static int add_bundles(struct restore *r)
{
	const struct backup_list *l = &r->archive.list;

	for (size_t i = 0; i < l->count; i++) {
		const char *path = l->item[i].path;

		if (!is_below(path, "bundles") || find(&r->was, path))
			continue;
		r->added = arena_more(r->arena, r->added, r->adds, sizeof *r->added);
		if (!r->added)
			return -ENOMEM;
		r->added[r->adds++] = path;
	}
	return 0;
}

// A bundle that is here stays as it is.
static void count_files(struct restore *r)
{
	const struct backup_list *l = &r->archive.list;

	r->files = r->adds;
	for (size_t i = 0; i < l->count; i++)
		r->files += changes(r, l->item[i].path);
}

int restore_open(struct restore *r, struct arena *a, struct base *b, int fd, const char *name)
{
	*r = (struct restore){ .base = b, .arena = a };
	int rc = backup_archive_open(&r->archive, a, fd, name);
	bool packages = has(&r->archive.list, "repository");

	if (!rc)
		rc = backup_scan(&r->was, a, b, packages || has(&r->archive.list, "bundles"));
	for (size_t i = 0; !rc && i < (packages ? WHOLES : SMALL_WHOLES); i++)
		if (!same(&r->was, &r->archive.list, wholes[i]))
			r->name[r->names++] = wholes[i];
	if (!rc)
		rc = add_bundles(r);
	count_files(r);
	return rc;
}

// What a server makes by itself counts for nothing: keys, the candidate's channel, generations.
static bool is_of_people(const char *path)
{
	const char *name = strrchr(path, '/');

	if (!strncmp(path, "channels/", 9))
		return strchr(path, '.');
	if (!strncmp(path, "roles/", 6))
		return !strcmp(name, "/site") || !strcmp(name, "/alternatives") ||
			!strcmp(name, "/hold");
	return !name && strcmp(path, "nodes") != 0;
}

const char *restore_replaces(const struct restore *r)
{
	const char *list = "";

	for (size_t i = 0; list && i < r->was.count; i++) {
		const struct backup_file *f = r->was.item + i,
					 *taken = find(&r->archive.list, f->path);

		if (f->size && is_of_people(f->path) && changes(r, f->path) &&
			!(taken && same_file(f, taken)))
			list = arena_printf(r->arena, "%s%s%s", list, *list ? ", " : "", f->path);
	}
	return list;
}

// --- writing it beside the base

static int check_room(const struct restore *r)
{
	uint64_t need = 0;
	struct statvfs fs;

	for (size_t i = 0; i < r->archive.list.count; i++) {
		const struct backup_file *f = r->archive.list.item + i;

		if (changes(r, f->path) ||
			(is_below(f->path, "bundles") && !find(&r->was, f->path)))
			need += f->size < UINT64_MAX - need ? f->size : UINT64_MAX - need;
	}
	if (fstatvfs(r->base->dir, &fs))
		return fail(-errno, "%s", r->base->path);
	uint64_t room = (uint64_t)fs.f_bavail * fs.f_frsize;
	return need <= room ? 0
			    : fail(-ENOSPC, "%s: %" PRIu64 " MB are wanted, %" PRIu64 " are free",
				      r->base->path, need >> 20, room >> 20);
}

static int make_parent(const struct restore *r, int dir, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *parent = slash ? arena_text(r->arena, path, (size_t)(slash - path)) : NULL;

	if (!slash)
		return 0;
	return parent ? file_make_dirs(dir, parent, is_below(path, "keys") ? 0700 : 0755) : -ENOMEM;
}

static int stage_file(struct restore *r, int dir, const struct backup_file *f)
{
	int rc = make_parent(r, dir, f->path);
	int fd = rc ? rc : file_open(dir, f->path, O_RDWR | O_CREAT | O_EXCL, 0600);

	if (fd < 0)
		return fd;
	rc = backup_archive_copy(&r->archive, fd);
	if (!rc && fchmod(fd, f->mode))
		rc = fail(-errno, "chmod %s", f->path);
	close(fd);
	return rc;
}

// What the base has just so is only compared with its digest.
static int stage_files(struct restore *r, int dir)
{
	int rc = 0;

	while (!rc && r->archive.next < r->archive.list.count) {
		const struct backup_file *f = r->archive.list.item + r->archive.next;
		bool comes = is_below(f->path, "bundles") ? !find(&r->was, f->path)
							  : changes(r, f->path);

		rc = comes ? stage_file(r, dir, f) : backup_archive_copy(&r->archive, -1);
	}
	return rc ? rc : backup_archive_end(&r->archive);
}

// A machine goes on starting what it starts.
static int stage_own(struct restore *r, int dir)
{
	struct text t;
	int rc = changes(r, "channels") ? file_load(r->arena, r->base->dir, OWN, OWN_LENGTH, &t)
					: -ENOENT;

	if (rc == -ENOENT) {
		error_clear();
		return 0;
	}
	if (!rc)
		rc = file_make_dirs(dir, "channels", 0755);
	return rc ? rc : file_replace(dir, OWN, 0644, t.s, t.n);
}

// --- is it what its names say?

static int check_bundle(struct restore *r, int dir, const char *path)
{
	const char *name = strrchr(path, '/') + 1;
	struct bundle_file b;
	struct digest d;
	int rc = digest_parse(&d, (struct text){ name, strcspn(name, ".") });
	int fd = rc ? rc : file_open(dir, path, O_RDONLY, 0);

	if (fd < 0)
		return during(fd, "%s", path);
	rc = bundle_open(&b, r->arena, fd, &d);
	if (!rc)
		rc = bundle_check(&b);
	close(fd);
	return during(rc, "%s", path);
}

static int check_roles(struct base *b, struct arena *a)
{
	struct texts names = { NULL, 0 };
	int rc = base_roles(b, a, &names);

	for (size_t i = 0; !rc && i < names.count; i++) {
		struct base_role role;

		rc = base_role_open(&role, b, a, names.item[i].s, false);
		if (!rc)
			base_role_close(&role);
	}
	return rc;
}

// What others read of a base is read once here: a base that they can't read would be no help.
static int check_staged(struct restore *r, int dir)
{
	const char *path = arena_printf(r->arena, STAGED, r->base->path);
	struct channels c;
	struct pins p;
	struct base b;
	int rc = path ? 0 : -ENOMEM;

	for (size_t i = 0; !rc && i < r->adds; i++)
		rc = check_bundle(r, dir, r->added[i]);
	if (!rc && !faccessat(dir, "channels/" SITE_ROLE, F_OK, 0))
		rc = channels_load(&c, r->arena, path);
	if (!rc)
		rc = pins_load(&p, r->arena, path);
	if (rc || faccessat(dir, "roles", F_OK, 0))
		return rc;
	rc = base_open(&b, path, false);
	if (!rc)
		rc = check_roles(&b, r->arena);
	base_close(&b);
	return rc;
}

int restore_stage(struct restore *r)
{
	int rc = check_room(r);
	int dir = rc ? rc : base_restore_begin(r->base);

	if (dir < 0)
		return dir;
	rc = stage_files(r, dir);
	if (!rc)
		rc = stage_own(r, dir);
	if (!rc)
		rc = during(check_staged(r, dir), "%s", r->archive.name);
	close(dir);
	if (rc) {
		struct error kept;

		error_keep(&kept);
		base_restore_abandon(r->base);
		error_restore(&kept);
	}
	return rc;
}
