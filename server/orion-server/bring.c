// SPDX-License-Identifier: MIT
// Blocks by HTTP ranges.
#include "bring.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "bundle_file.h"
#include "error.h"
#include "fetch.h"
#include "file.h"
#include "generation.h"
#include "here.h"
#include "marks.h"
#include "peer.h"
#include "progress.h"
#include "room.h"
#include "shared.h"

// A gap that is here already is fetched as well when it is this small: a request costs more. Seconds until what was wrong is tried again.
enum { GAP = 4, AGAIN = 3600 };

struct bringing {
	struct arena *arena;
	struct fetcher *fetcher;
	const char *url, *path;	// path: below the base
	uint64_t size;
	const struct mark *mark;
	int fd;
	bool *missing;	// one a block
	uint64_t *bytes;
};

static const char *path_of(struct arena *a, const struct shared_bundle *x)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(&x->digest, hex);
	return arena_printf(a, BRING "/%s.bundle", hex);
}

static int get_marks(struct bringing *g, const struct peer *p, const struct shared_bundle *x)
{
	size_t n = marks_count(x->size) * sizeof(struct mark);
	struct text t;
	int rc = peer_get_content(&t, g->arena, g->fetcher, p, &x->digest, ".marks", &x->marks, n);

	if (!rc && t.n != n)
		rc = fail(-E_DATA, "the marks of a bundle are too few");
	g->mark = (const struct mark *)t.s;
	return rc;
}

static int open_part(struct bringing *g, const struct base *b)
{
	struct stat st;
	int rc = file_make_dirs(b->dir, BRING, 0700);

	g->fd = rc ? rc : file_open(b->dir, g->path, O_RDWR | O_CREAT, 0600);
	if (g->fd < 0)
		return g->fd;
	if (fstat(g->fd, &st))
		return fail(-errno, "%s", g->path);
	uint64_t there = (uint64_t)st.st_blocks * 512;
	if (there < g->size)
		rc = room_check(g->arena, b->path, g->size - there);
	return rc || !ftruncate(g->fd, (off_t)g->size) ? rc : fail(-errno, "%s", g->path);
}

// Takes what is there or here, and finds out what isn't.
static int fill(struct bringing *g, const struct base *b)
{
	size_t count = marks_count(g->size);
	struct here here;
	struct mark *is;
	int rc = here_look(&here, g->arena, b);

	g->missing = ARENA_ARRAY(g->arena, bool, count);
	if (!rc)
		rc = g->missing ? marks_make(&is, g->arena, g->fd, g->size, g->path) : -ENOMEM;
	for (size_t k = 0; !rc && k < count; k++) {
		if (!memcmp(is + k, g->mark + k, sizeof *is))
			continue;
		int copied =
			here_copy(&here, g->mark + k, marks_length(g->size, k), g->fd, k, g->path);

		g->missing[k] = !copied;
		rc = copied < 0 ? copied : 0;
	}
	here_close(&here);
	return rc;
}

// The end of a run of blocks that is fetched at once.
static size_t run_end(const struct bringing *g, size_t from)
{
	size_t count = marks_count(g->size), end = from + 1;

	for (size_t k = end; k < count && k - end <= GAP; k++)
		if (g->missing[k])
			end = k + 1;
	return end;
}

static uint64_t missing_bytes(const struct bringing *g)
{
	uint64_t n = 0;

	for (size_t k = 0; k < marks_count(g->size); k++)
		n += g->missing[k] ? marks_length(g->size, k) : 0;
	return n;
}

// What comes is what was told, so that a block that is damaged there is no reason to begin anew.
static int check_run(const struct bringing *g, size_t from, size_t end)
{
	char data[MARKS_BLOCK];
	struct mark is;
	int rc = 0;

	for (size_t k = from; !rc && k < end; k++) {
		size_t n = marks_length(g->size, k);

		rc = file_read_at(g->fd, data, n, (uint64_t)k * MARKS_BLOCK, g->path);
		if (!rc)
			rc = mark_of(&is, data, n);
		if (!rc && memcmp(&is, g->mark + k, sizeof is) != 0)
			rc = fail(-E_DATA, "%s: block %zu is something else than was told", g->url,
				k);
	}
	return rc;
}

static int get_blocks(struct bringing *g)
{
	size_t count = marks_count(g->size), end;
	int rc = 0;

	progress_begin(PROGRESS_FETCH, missing_bytes(g));
	for (size_t k = 0; !rc && k < count; k = end) {
		end = k + 1;
		if (!g->missing[k])
			continue;
		end = run_end(g, k);
		uint64_t at = (uint64_t)k * MARKS_BLOCK, to = (uint64_t)end * MARKS_BLOCK;
		if (to > g->size)
			to = g->size;
		rc = lseek(g->fd, (off_t)at, SEEK_SET) < 0
			? fail(-errno, "%s", g->path)
			: fetch_range(g->fetcher, g->url, at, to - at, g->fd);
		*g->bytes += rc ? 0 : to - at;
		if (!rc)
			rc = check_run(g, k, end);
	}
	progress_end();
	return rc;
}

// --- what was wrong

static const char *wrong_path(struct arena *a, const struct shared_bundle *x)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(&x->digest, hex);
	return arena_printf(a, BRING "/%s.wrong", hex);
}

// Which marks the one had that was wrong when it was whole: it would be again.
static int keep_wrong(struct arena *a, const struct base *b, const struct shared_bundle *x)
{
	const char *path = wrong_path(a, x);

	return path ? file_replace(b->dir, path, 0600, x->marks.b, DIGEST_SIZE) : -ENOMEM;
}

// That may have been this machine's fault, too: now and then it is tried again.
static bool is_lately(const struct base *b, const char *path)
{
	time_t now = time(NULL);
	struct stat st;

	return !fstatat(b->dir, path, &st, AT_SYMLINK_NOFOLLOW) && st.st_mtime <= now &&
		now - st.st_mtime < AGAIN;
}

static int check_wrong(struct arena *a, const struct base *b, const struct shared_bundle *x)
{
	const char *path = wrong_path(a, x);
	struct text t;
	int rc = path ? file_load_or_none(a, b->dir, path, DIGEST_SIZE, &t) : -ENOMEM;
	char hex[DIGEST_HEX + 1];

	if (rc || t.n != DIGEST_SIZE || memcmp(t.s, x->marks.b, DIGEST_SIZE) != 0 ||
		!is_lately(b, path))
		return rc;
	digest_hex(&x->digest, hex);
	return fail(-E_DATA,
		"the generation %.12s was damaged when it came, and isn't brought again for an hour",
		hex);
}

// --- all of it

int bring(struct arena *a, const struct base *b, struct fetcher *f, const struct peer *p,
	const struct shared_bundle *x, uint64_t *bytes)
{
	char hex[DIGEST_HEX + 1];
	struct bringing g = { .arena = a,
		.fetcher = f,
		.path = path_of(a, x),
		.size = x->size,
		.fd = -1,
		.bytes = bytes };

	digest_hex(&x->digest, hex);
	g.url = arena_printf(a, "%s/bundles/%.*s/%s.bundle", p->url, TEXT_ARG(x->role), hex);
	int rc = g.path && g.url ? check_wrong(a, b, x) : -ENOMEM;
	if (!rc)
		rc = get_marks(&g, p, x);
	*bytes += rc ? 0 : marks_count(x->size) * sizeof(struct mark);
	if (!rc)
		rc = open_part(&g, b);
	if (!rc)
		rc = fill(&g, b);
	if (!rc)
		rc = get_blocks(&g);
	if (g.fd >= 0)
		close(g.fd);
	return rc;
}

// --- taking it in

static int place(struct arena *a, const struct base_role *r, const struct bundle_file *from,
	const char *path)
{
	char hex[DIGEST_HEX + 1];
	int rc = generation_take(r, a, from, path);
	int dir = rc ? rc : base_bundles(r, a);

	if (dir < 0)
		return dir;
	digest_hex(&from->digest, hex);
	const char *name = arena_printf(a, "%s.bundle", hex);
	const char *new = arena_printf(a, ".new/%s.bundle", hex);

	if (!name || !new)
		rc = -ENOMEM;
	else if (renameat(dir, new, dir, name))
		rc = fail(-errno, "rename %s", new);
	if (!rc)
		rc = file_sync_dir(dir, ".");
	close(dir);
	return rc;
}

int bring_in(struct arena *a, struct base *b, const struct shared_bundle *x)
{
	struct base_role r = { .dir = -1 };
	struct bundle_file from;
	const char *path = path_of(a, x), *role = arena_text(a, x->role.s, x->role.n);
	int fd = path && role ? file_open_regular(b->dir, path) : -ENOMEM;
	int rc = fd < 0 ? fd : bundle_open(&from, a, fd, &x->digest);

	if (!rc && !text_equal(from.role, x->role))
		rc = fail(-E_DATA, "it is of another role");
	bool wrong = fd >= 0 && rc <= -E_DATA;
	if (!rc)
		rc = base_role_open(&r, b, a, role, true);
	if (!rc) {
		rc = place(a, &r, &from, path);
		wrong = rc <= -E_DATA;
	}
	if (rc && r.base)
		generation_forget(&r, a);
	base_role_close(&r);
	if (fd >= 0)
		close(fd);
	struct error kept;
	error_keep(&kept);
	if (rc && path && fd >= 0)
		file_remove(b->dir, path, 0);
	if (wrong)
		keep_wrong(a, b, x);
	else if (!rc && wrong_path(a, x))
		file_remove_if_there(b->dir, wrong_path(a, x));
	error_restore(&kept);
	return during(rc, "a generation that came");
}
