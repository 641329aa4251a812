// SPDX-License-Identifier: MIT
// Bundles of a base.
#include "generation.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "buffer.h"
#include "bundle.h"
#include "bundle_file.h"
#include "copier.h"
#include "error.h"
#include "file.h"
#include "image.h"
#include "packed_again.h"
#include "pinned.h"
#include "progress.h"

#define NEW ".new"

static int open_generation(const struct base_role *r, struct arena *a, const struct digest *digest,
	struct bundle_file *b)
{
	int fd = base_bundle(r, a, digest);

	if (fd < 0)
		return fd;
	int rc = bundle_open(b, a, fd, digest);
	if (rc)
		close(fd);
	return rc;
}

// --- made

static int sync_bundle(int dir, const struct digest *digest)
{
	char hex[DIGEST_HEX + 1], name[80];

	digest_hex(digest, hex);
	snprintf(name, sizeof name, NEW "/%s.bundle", hex);
	int fd = file_open(dir, name, O_RDONLY, 0);
	if (fd < 0)
		return fd;
	int rc = fsync(fd) ? fail(-errno, "fsync %s", name) : 0;
	close(fd);
	return rc;
}

static int make_new(int dir)
{
	int rc = file_remove_tree(dir, NEW);

	return rc ? rc : mkdirat(dir, NEW, 0755) ? fail(-errno, "make " NEW) : 0;
}

// From the generation that is booted parts are taken, if they can be.
static int make_parts(struct base_role *r, struct image *m, const struct role *asked, int parts,
	struct digest *digest)
{
	struct packed_again again = { .record = r->packed };
	struct bundle_file now;

	if (r->boots && !open_generation(r, m->arena, &r->current, &now))
		again.bundle = &now;
	error_clear();	// one that can't be read is none
	int rc = bundle_make(m, asked, parts, &again, digest);
	if (again.bundle)
		close(now.fd);
	r->packed = again.record;
	return rc;
}

static int make_bundle(struct base_role *r, int dir, struct image *m, const struct role *asked,
	struct digest *digest)
{
	int rc = make_new(dir), parts = rc ? rc : file_open(dir, NEW, O_RDONLY | O_DIRECTORY, 0);

	if (parts < 0)
		return parts;
	rc = make_parts(r, m, asked, parts, digest);
	close(parts);
	return rc ? rc : sync_bundle(dir, digest);
}

int generation_make(
	struct base_role *r, struct image *m, const struct role *asked, struct digest *digest)
{
	int dir = base_bundles(r, m->arena);

	if (dir < 0)
		return dir;
	int rc = make_bundle(r, dir, m, asked, digest);
	close(dir);
	return rc;
}

// --- taken in

static int bring(void *arg, uint64_t end)
{
	return copier_wait(arg, end);
}

static int copy_in(int dir, struct arena *a, const char *name, const struct bundle_file *from)
{
	struct copier c;
	int fd = file_open(dir, name, O_RDWR | O_CREAT | O_EXCL, 0644);

	if (fd < 0)
		return fd;
	progress_begin(PROGRESS_COPY, from->size);
	copier_begin(&c, from->fd, from->size, fd, "the bundle");
	int rc = bundle_check_copy(from, a, fd, bring, &c);
	copier_end(&c);
	progress_end();
	if (rc)
		close(fd);
	return rc ? rc : fd;
}

// Behind the bundle there may be its signature.
static int check_moved(int fd, struct arena *a, const struct bundle_file *from)
{
	struct bundle_file b;

	if (ftruncate(fd, (off_t)from->size) || fchmod(fd, 0644))
		return fail(-errno, "a bundle that came");
	int rc = bundle_open(&b, a, fd, &from->digest);
	return rc ? rc : bundle_check(&b);
}

static int move_in(int dir, struct arena *a, const char *name, const struct bundle_file *from,
	int base, const char *spooled)
{
	if (renameat(base, spooled, dir, name))
		return fail(-errno, "rename %s", spooled);
	int fd = file_open(dir, name, O_RDWR, 0);
	int rc = fd < 0 ? fd : check_moved(fd, a, from);
	if (fd >= 0 && rc)
		close(fd);
	return rc ? rc : fd;
}

static int take(const struct base_role *r, int dir, struct arena *a, const struct bundle_file *from,
	const char *spooled)
{
	char hex[DIGEST_HEX + 1];
	int rc = make_new(dir);

	digest_hex(&from->digest, hex);
	const char *name = arena_printf(a, NEW "/%s.bundle", hex);
	if (rc || !name)
		return rc ? rc : -ENOMEM;
	int fd = spooled ? move_in(dir, a, name, from, r->base->dir, spooled)
			 : copy_in(dir, a, name, from);
	if (fd < 0)
		return fd;
	rc = fsync(fd) ? fail(-errno, "fsync a bundle") : 0;
	return close(fd) && !rc ? fail(-errno, "close a bundle") : rc;
}

int generation_take(const struct base_role *r, struct arena *a, const struct bundle_file *from,
	const char *spooled)
{
	int dir = base_bundles(r, a);

	if (dir < 0)
		return dir;
	int rc = take(r, dir, a, from, spooled);
	close(dir);
	return rc;
}

int generation_try(const struct base_role *r, struct arena *a, const struct digest *digest,
	bool new, int (*try)(void *arg, const char *path), void *arg)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(digest, hex);
	const char *path = arena_printf(
		a, "%s/bundles/%s/%s%s.bundle", r->base->path, r->name, new ? NEW "/" : "", hex);
	return path ? try(arg, path) : -ENOMEM;
}

void generation_forget(const struct base_role *r, struct arena *a)
{
	struct error kept;

	error_keep(&kept);
	int dir = base_bundles(r, a);

	if (dir >= 0) {
		file_remove_tree(dir, NEW);
		close(dir);
	}
	error_restore(&kept);
}

// --- read

int generation_read(
	const struct bundle_file *b, struct arena *a, struct role *asked, struct text *lock)
{
	struct text wish;
	int rc = bundle_load(b, a, "wish", ROLE_LENGTH, &wish);

	if (!rc)
		rc = during(role_parse(asked, a, wish), "its part wish");
	if (!rc && !text_equal(asked->name, b->role))
		rc = fail(-E_DATA, "its wish is of role %.*s, its manifest of %.*s",
			TEXT_ARG(asked->name), TEXT_ARG(b->role));
	return rc ? rc : bundle_load(b, a, "lock", PINNED_LENGTH, lock);
}

int generation_load(const struct base_role *r, struct arena *a, const struct digest *digest,
	struct role *asked, struct text *lock)
{
	struct bundle_file b;
	int rc = open_generation(r, a, digest, &b);

	if (!rc) {
		rc = generation_read(&b, a, asked, lock);
		close(b.fd);
	}
	return during(rc, "%s", base_generation_name(r, a, digest));
}

int generation_check(const struct base_role *r, struct arena *a, const struct digest *digest)
{
	struct bundle_file b;
	int rc = open_generation(r, a, digest, &b);

	if (!rc) {
		rc = bundle_check(&b);
		close(b.fd);
	}
	return during(rc, "%s", base_generation_name(r, a, digest));
}

// --- found again

struct wanted {
	struct digest wish, lock;
};

static bool has(const struct bundle_file *b, const char *name, const struct digest *d)
{
	const struct bundle_part *p = bundle_find(b, name);

	return p && digest_equal(&p->digest, d);
}

// What is there but can't be read is no match: it is made again then.
static bool matches(const struct base_role *r, struct arena *a, const struct digest *digest,
	const struct wanted *w)
{
	struct bundle_file b;

	if (open_generation(r, a, digest, &b)) {
		error_clear();
		return false;
	}
	close(b.fd);
	return has(&b, "wish", &w->wish) && has(&b, "lock", &w->lock);
}

static int want(struct wanted *w, const struct role *asked, struct text lock)
{
	struct buffer b = { 0 };

	role_write(asked, &b);
	int rc = buffer_error(&b);
	if (!rc)
		rc = digest_of(&w->wish, b.s, b.n);
	buffer_free(&b);
	return rc ? rc : digest_of(&w->lock, lock.s, lock.n);
}

bool generation_find(const struct base_role *r, struct arena *a, const struct role *asked,
	struct text lock, struct digest *digest)
{
	struct wanted w;

	if (want(&w, asked, lock))
		return false;
	*digest = r->current;
	if (r->boots && matches(r, a, digest, &w))
		return true;
	for (size_t i = r->generations; i > 0; i--) {
		*digest = r->generation[i - 1].digest;
		if (matches(r, a, digest, &w))
			return true;
	}
	return false;
}
