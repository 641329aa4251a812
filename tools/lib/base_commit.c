// SPDX-License-Identifier: MIT
// From one generation to another.
//
// What shall be is written into roles/NAME/.new: the files of the role that change, and `channel`. When all of it is on the disk,
// .new is renamed to `next`; then the bundle gets its name; then next/channel is renamed to channels/NAME, and that decides.
// What else is in `next` goes to its places, and `next` goes. So who finds a `next` with a channel undoes it, and who finds one
// without carries it to its end: both can be cut off and done again.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "base_impl.h"
#include "buffer.h"
#include "error.h"
#include "file.h"

enum { BOOT_CONF_LENGTH = 64 << 10, CHANNEL_LENGTH = 4096 };

#define CHANNEL "channel"
#define BOOT_CONF "/run/orion/boot.conf"

// The files of a role, by their names in `next`.
static const struct {
	const char *staged, *place;
} files[] = {
	{ "build", BASE_BUILD },
	{ "site", BASE_SITE },
	{ "alternatives", BASE_CHOICES },
	{ "lock", BASE_LOCK },
	{ "packed", BASE_PACKED },
	{ "generations", BASE_GENERATIONS },
};

enum { FILES = sizeof files / sizeof *files };

static bool is_there(int dir, const char *path)
{
	return !faccessat(dir, path, F_OK, AT_SYMLINK_NOFOLLOW);
}

static int move(int from, const char *name, int to, const char *place)
{
	return renameat(from, name, to, place) ? fail(-errno, "rename to %s", place) : 0;
}

// --- to its end, or back

// Each rename can be done again: what isn't there any more was renamed.
static int finish(int role)
{
	int next = file_open(role, BASE_NEXT, O_RDONLY | O_DIRECTORY, 0), rc = 0;

	if (next < 0)
		return next;
	for (size_t i = 0; !rc && i < FILES; i++)
		if (is_there(next, files[i].staged))
			rc = move(next, files[i].staged, role, files[i].place);
	close(next);
	if (!rc)
		rc = file_sync_dir(role, BASE_WORLD);
	if (!rc)
		rc = file_sync_dir(role, ".");
	return rc ? rc : file_remove_tree(role, BASE_NEXT);
}

// The bundle that was to be booted, unless it was there before.
static int remove_bundle(const struct base_role *r, struct arena *a, struct text channel)
{
	struct digest d;
	struct text line;

	if (!text_line(&channel, &line) || digest_parse(&d, line) || base_generation(r, &d))
		return 0;
	if ((r->boots && digest_equal(&d, &r->current)) ||
		(r->has_former && digest_equal(&d, &r->former)))
		return 0;
	const char *path = base_bundle_path(r, a, &d);
	int rc = path ? file_remove(r->base->dir, path, 0) : -ENOMEM;
	return rc == -ENOENT ? 0 : rc;
}

static int undo(struct base_role *r, struct arena *a)
{
	struct text channel;
	int rc = file_load(a, r->dir, BASE_NEXT "/" CHANNEL, CHANNEL_LENGTH, &channel);

	if (!rc)
		rc = remove_bundle(r, a, channel);
	if (!rc)	// at once: without its channel it would be carried out
		rc = move(r->dir, BASE_NEXT, r->dir, BASE_STAGED);
	return rc ? rc : file_remove_tree(r->dir, BASE_STAGED);
}

static int recover_role(struct base_role *r, struct arena *a)
{
	bool next = is_there(r->dir, BASE_NEXT);
	bool decided = next && !is_there(r->dir, BASE_NEXT "/" CHANNEL);
	bool staged = is_there(r->dir, BASE_STAGED);
	int rc = file_remove_tree(r->dir, BASE_STAGED);

	if (!rc && next)
		rc = decided ? finish(r->dir) : undo(r, a);
	return rc ? rc : decided ? 1 : next || staged ? 2 : 0;
}

static int remove_staged_bundle(const struct base *b, struct arena *a, const char *role)
{
	const char *path = arena_printf(a, BASE_BUNDLES "/%s/.new", role);

	if (!path)
		return -ENOMEM;
	if (!is_there(b->dir, path))
		return 0;
	int rc = file_remove_tree(b->dir, path);
	return rc ? rc : 2;
}

int base_recover(const struct base *b, struct arena *a, const char *role)
{
	struct base base = *b;
	struct base_role r;
	int undone = remove_staged_bundle(b, a, role);
	int rc = undone < 0 ? undone : base_role_open(&r, &base, a, role, false);

	if (rc == -E_CALL) {
		error_clear();
		return undone;
	}
	if (rc)
		return rc;
	rc = recover_role(&r, a);
	base_role_close(&r);
	return rc ? rc : undone;
}

// --- what is to be

static void write_build(struct buffer *b, const struct role *asked)
{
	struct role build = *asked;

	build.site.count = build.choices.count = 0;
	role_write(&build, b);
}

static void write_generations(
	struct buffer *b, const struct base_role *r, const struct base_change *c)
{
	struct generation new = { base_next(r), c->seconds, c->digest };

	for (size_t i = 0; i < r->generations; i++)
		base_write_generation(b, r->generation + i);
	if (!base_generation(r, &c->digest))
		base_write_generation(b, &new);
}

// What this machine runs, which is known to start.
static bool running(struct arena *a, struct digest *d)
{
	int fd = open(BOOT_CONF, O_RDONLY | O_CLOEXEC);
	struct text t, line;
	bool found = false;

	if (fd < 0)
		return false;
	int rc = file_load_fd(a, fd, BOOT_CONF_LENGTH, &t, BOOT_CONF);
	close(fd);
	while (!rc && !found && text_line(&t, &line))
		found = text_starts(line, "generation=") &&
			!digest_parse(d, (struct text){ line.s + 11, line.n - 11 });
	return found;
}

// Behind the new one: what runs here when that is of the role, else what was in front before.
static bool choose_former(
	const struct base_role *r, struct arena *a, const struct digest *new, struct digest *former)
{
	bool found = running(a, former) && !digest_equal(former, new);

	if (found) {
		const char *path = base_bundle_path(r, a, former);

		if (path && is_there(r->base->dir, path))
			return true;
	}
	*former = r->current;
	if (r->boots && !digest_equal(former, new))
		return true;
	*former = r->former;
	return r->has_former && !digest_equal(former, new);
}

static void write_channel(
	struct buffer *b, const struct base_role *r, struct arena *a, const struct digest *new)
{
	struct channel c = { .current = *new, .boots = true };

	c.has_former = choose_former(r, a, new, &c.former);
	base_write_channel(b, &c);
}

// --- staging

static int write_synced(int dir, const char *name, const struct buffer *b)
{
	int fd = file_open(dir, name, O_WRONLY | O_CREAT | O_EXCL, 0644);

	if (fd < 0)
		return fd;
	int rc = file_write(fd, b->s, b->n, name);
	if (!rc && fsync(fd))
		rc = fail(-errno, "fsync %s", name);
	return close(fd) && !rc ? fail(-errno, "close %s", name) : rc;
}

// Only what changes is written; none is an empty one.
static int stage_file(const struct base_role *r, struct arena *a, int staged, const char *name,
	const char *place, const struct buffer *b)
{
	struct text old;
	int rc = buffer_error(b);

	if (rc)
		return rc;
	rc = place ? file_load(a, r->dir, place, BASE_LENGTH, &old) : -ENOENT;
	if (rc && rc != -ENOENT)
		return rc;
	if (rc ? place && !b->n : text_equal(old, buffer_view(b)))
		return 0;
	return write_synced(staged, name, b);
}

static int stage_all(
	const struct base_role *r, struct arena *a, const struct base_change *c, int staged)
{
	struct buffer b = { 0 };
	int rc = 0;

	for (size_t i = 0; !rc && i <= FILES; i++) {
		b.n = 0;
		switch (i) {
		case 0: write_build(&b, &c->asked); break;
		case 1: base_write_lines(&b, &c->asked.site); break;
		case 2: choices_write(&c->asked.choices, &b); break;
		case 3: buffer_text(&b, c->lock); break;
		case 4: buffer_text(&b, r->packed); break;
		case 5: write_generations(&b, r, c); break;
		case FILES: write_channel(&b, r, a, &c->digest); break;
		}
		rc = stage_file(r, a, staged, i < FILES ? files[i].staged : CHANNEL,
			i < FILES ? files[i].place : NULL, &b);
	}
	buffer_free(&b);
	return rc;
}

static int stage(const struct base_role *r, struct arena *a, const struct base_change *c)
{
	if (mkdirat(r->dir, BASE_STAGED, 0755))
		return fail(-errno, "make %s", BASE_STAGED);
	int staged = file_open(r->dir, BASE_STAGED, O_RDONLY | O_DIRECTORY, 0);
	if (staged < 0)
		return staged;
	int rc = stage_all(r, a, c, staged);
	if (!rc)
		rc = file_sync_dir(staged, ".");
	close(staged);
	if (!rc)
		rc = move(r->dir, BASE_STAGED, r->dir, BASE_NEXT);
	return rc ? rc : file_sync_dir(r->dir, ".");
}

static int place_bundle(const struct base_role *r, struct arena *a, const struct digest *d)
{
	int dir = base_bundles(r, a);
	char hex[DIGEST_HEX + 1], from[80], to[80];

	if (dir < 0)
		return dir;
	digest_hex(d, hex);
	snprintf(from, sizeof from, ".new/%s.bundle", hex);
	snprintf(to, sizeof to, "%s.bundle", hex);
	int rc = move(dir, from, dir, to);
	if (!rc)
		rc = file_sync_dir(dir, ".");
	close(dir);
	return rc;
}

static int decide(const struct base_role *r)
{
	int next = file_open(r->dir, BASE_NEXT, O_RDONLY | O_DIRECTORY, 0);
	int channels =
		next < 0 ? next : file_open(r->base->dir, BASE_CHANNELS, O_RDONLY | O_DIRECTORY, 0);
	int rc = channels < 0 ? channels : move(next, CHANNEL, channels, r->name);

	if (!rc)
		rc = file_sync_dir(channels, ".");
	if (next >= 0)
		close(next);
	if (channels >= 0)
		close(channels);
	return rc;
}

static int make_role(struct base_role *r, struct arena *a)
{
	const char *path = arena_printf(a, "roles/%s", r->name),
		   *world = path ? arena_printf(a, "%s/" BASE_WORLD, path) : NULL;
	int rc = world ? file_make_dirs(r->base->dir, world, 0755) : -ENOMEM;

	if (!rc)
		rc = file_make_dirs(r->base->dir, BASE_CHANNELS, 0755);
	if (!rc && r->dir < 0) {
		r->dir = file_open(r->base->dir, path, O_RDONLY | O_DIRECTORY, 0);
		rc = r->dir < 0 ? r->dir : 0;
	}
	return rc;
}

int base_commit(struct base_role *r, struct arena *a, const struct base_change *c)
{
	int rc = make_role(r, a);

	if (!rc)
		rc = stage(r, a, c);
	if (!rc && c->new_bundle)
		rc = place_bundle(r, a, &c->digest);
	if (!rc)
		rc = decide(r);
	if (!rc)
		rc = finish(r->dir);
	if (rc) {
		struct error kept;

		error_keep(&kept);
		base_recover(r->base, a, r->name);
		error_restore(&kept);
		return rc;
	}
	int undone = remove_staged_bundle(r->base, a, r->name);
	return undone < 0 ? undone : 0;
}
