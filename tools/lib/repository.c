// SPDX-License-Identifier: MIT
// A repository, as one who installs from it sees it.
#include "repository.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "delta.h"
#include "error.h"
#include "fetch.h"
#include "file.h"
#include "progress.h"
#include "repository_access.h"
#include "repository_impl.h"

enum {
	STATE_LENGTH = 1024,	// bytes of what is remembered
	TRIES = 3,	// again, while somebody else writes the repository
};

void repository_name(
	char name[REPOSITORY_NAME], const char *kind, const struct digest *d, const char *behind)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(d, hex);
	snprintf(name, REPOSITORY_NAME, "%s-%s%s", kind, hex, behind);
}

void repository_root_signature(char name[REPOSITORY_NAME], const struct digest *root, size_t number)
{
	char behind[32] = ".minisig";

	if (number)
		snprintf(behind, sizeof behind, ".%zu.minisig", number + 1);
	repository_name(name, "root", root, behind);
}

// --- bytes from the directory or from afar

enum { URL_MAX = PLACE_URL + REPOSITORY_NAME + 600 };

// Starts the fetcher, once, and makes the address of a file.
static int prepare_fetch(struct repository *r, const char *name, char url[URL_MAX])
{
	int rc = r->access->started ? 0 : fetch_start(&r->access->fetcher);

	r->access->started |= !rc;
	snprintf(url, URL_MAX, "%s/%s", r->url, name);
	return rc;
}

int repository_fetch(struct repository *r, const char *name, uint64_t limit, int fd)
{
	char url[URL_MAX];
	int rc = prepare_fetch(r, name, url);

	return rc ? rc : fetch_get(&r->access->fetcher, url, limit, fd);
}

int repository_fetch_part(struct repository *r, const char *name, uint64_t at, uint64_t n, int fd)
{
	char url[URL_MAX];
	int rc = prepare_fetch(r, name, url);

	if (!rc && lseek(fd, (off_t)at, SEEK_SET) < 0)
		rc = fail(-errno, "seek");
	if (!rc)
		rc = fetch_range(&r->access->fetcher, url, at, n, fd);
	r->fetched += rc ? 0 : n;
	return rc;
}

static int load_afar(
	struct repository *r, struct arena *a, const char *name, size_t limit, struct text *t)
{
	int fd = memfd_create("orion", MFD_CLOEXEC);

	if (fd < 0)
		return fail(-errno, "memfd_create");
	int rc = repository_fetch(r, name, limit, fd);
	if (!rc)
		rc = file_load_fd(a, fd, limit, t, name);
	close(fd);
	return rc;
}

// A small file of the repository.
static int load(
	struct repository *r, struct arena *a, const char *name, size_t limit, struct text *t)
{
	return r->access->dir < 0 ? load_afar(r, a, name, limit, t)
				  : file_load(a, r->access->dir, name, limit, t);
}

// --- what is signed

static int load_latest(struct repository *r, struct latest *l)
{
	struct text t;
	int rc = load(r, r->access->arena, REPOSITORY_LATEST, LATEST_LENGTH, &t);

	if (rc == -ENOENT)
		return fail(
			rc, "%s is no repository: it has no file `%s`", r->url, REPOSITORY_LATEST);
	return rc ? rc : during(latest_parse(l, t), "%s: %s", r->url, REPOSITORY_LATEST);
}

static int load_signed(
	struct repository *r, const char *kind, const struct digest *d, struct trust_file *f)
{
	char name[REPOSITORY_NAME];

	repository_name(name, kind, d, "");
	int rc = load(r, r->access->arena, name, RELEASE_LENGTH, &f->data);
	if (rc)
		return rc;
	repository_name(name, kind, d, ".minisig");
	return load(r, r->access->arena, name, MINISIGN_SIGNATURE_MAX, &f->signature);
}

static int load_root(struct repository *r, const struct digest *d, struct text *t)
{
	char name[REPOSITORY_NAME];

	repository_name(name, "root", d, "");
	return load(r, r->access->arena, name, RELEASE_LENGTH, t);
}

static int load_signed_root(
	struct repository *r, const struct latest_root *l, struct trust_root_file *f)
{
	char name[REPOSITORY_NAME];
	int rc = load_root(r, &l->digest, &f->data);

	for (f->signatures = 0; !rc && f->signatures < l->signatures; f->signatures++) {
		repository_root_signature(name, &l->digest, f->signatures);
		rc = load(r, r->access->arena, name, MINISIGN_SIGNATURE_MAX,
			&f->signature[f->signatures]);
	}
	return rc;
}

// The newest one that the keys have signed which the reader was given.
static int first_root(struct repository *r, const struct latest *l)
{
	struct trust_root_file f;
	int rc = -E_TRUST;

	for (size_t serial = l->roots; serial && rc == -E_TRUST; serial--) {
		rc = load_signed_root(r, &l->root[serial - 1], &f);
		if (!rc)
			rc = trust_root_first(&r->trust, &r->place->root, serial, &f);
	}
	return rc;
}

static int seen_root(struct repository *r, const struct latest *l)
{
	uint64_t serial = r->trust.state.root.serial;
	struct text t;

	if (serial > l->roots)
		return fail(-E_TRUST,
			"%s: root: serial %zu, but %" PRIu64
			" was seen before: an old state is offered",
			r->url, l->roots, serial);
	int rc = load_root(r, &l->root[serial - 1].digest, &t);
	return rc ? rc : trust_root_seen(&r->trust, t);
}

// From the one that is believed to the newest, by each between them.
static int load_roots(struct repository *r, const struct latest *l)
{
	struct trust_root_file f;
	int rc = r->trust.state.root.serial ? seen_root(r, l) : first_root(r, l);

	while (!rc && r->trust.root.serial < l->roots) {
		rc = load_signed_root(r, &l->root[r->trust.root.serial], &f);
		if (!rc)
			rc = trust_root_next(&r->trust, &f);
	}
	return rc;
}

static int load_trust(struct repository *r, const struct latest *l)
{
	struct trust *t = &r->trust;
	struct trust_file f;
	int rc = load_roots(r, l);

	if (!rc)
		rc = load_signed(r, "timestamp", &l->timestamp, &f);
	if (!rc)
		rc = trust_timestamp(t, &f);
	if (!rc)
		rc = load_signed(r, "release", &t->timestamp.release, &f);
	return rc ? rc : trust_release(t, &f);
}

// --- the index

// The other indexes of the cache are of no use any more.
static void forget_indexes(int cache, const char *but)
{
	int fd = file_open(cache, ".", O_RDONLY | O_DIRECTORY, 0);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);

	if (!d)
		return;
	for (struct dirent *e; (e = readdir(d));)
		if (!strncmp(e->d_name, "index-", 6) && strcmp(e->d_name, but) != 0)
			unlinkat(fd, e->d_name, 0);
	closedir(d);
}

// From the cache when it is there and whole; else from afar, and into the cache when it is the right one.
static int load_index_afar(struct repository *r, struct arena *a, const char *name, struct text *t)
{
	int cache = r->access->cache;

	if (!file_load(a, cache, name, r->trust.release.index_size, t) &&
		!trust_index(&r->trust, *t))
		return 0;
	progress_begin(PROGRESS_FETCH, r->trust.release.index_size);
	int rc = load_afar(r, a, name, r->trust.release.index_size, t);
	progress_end();
	if (!rc)
		rc = trust_index(&r->trust, *t);
	if (!rc)
		rc = file_replace(cache, name, 0644, t->s, t->n);
	if (!rc)
		forget_indexes(cache, name);
	return rc;
}

static int load_index(struct repository *r)
{
	char name[REPOSITORY_NAME];
	struct arena packed = { NULL };
	struct text t;

	repository_name(name, "index", &r->trust.release.index, ".zst");
	int rc = r->access->dir < 0
		? load_index_afar(r, &packed, name, &t)
		: file_load(&packed, r->access->dir, name, r->trust.release.index_size, &t);
	if (!rc && r->access->dir >= 0)
		rc = trust_index(&r->trust, t);
	if (!rc)
		rc = index_unpack(r->access->arena, t, &t);
	arena_free(&packed);
	return rc ? rc : index_parse(&r->index, r->access->arena, t);
}

// --- what is remembered

static int recall(struct repository *r, int state, struct trust_state *s)
{
	struct arena a = { NULL };
	struct text t;

	*s = (struct trust_state){ .clock = 0 };
	if (state < 0)
		return 0;
	int rc = file_load(&a, state, r->place->name, STATE_LENGTH, &t);
	if (!rc)
		rc = trust_state_parse(s, t);
	arena_free(&a);
	return rc == -ENOENT
		? 0
			     : during(rc, "what is remembered of the repository %s", r->place->name);
}

// Who may not write there can't install either, and only looks.
static int remember(struct repository *r, int state, const struct trust_state *before)
{
	struct buffer was = { 0 }, is = { 0 };

	if (state < 0)
		return 0;
	trust_state_write(before, &was);
	trust_state_write(&r->trust.state, &is);
	int rc = buffer_error(&was);
	if (!rc)
		rc = buffer_error(&is);
	if (!rc && !text_equal(buffer_view(&was), buffer_view(&is)))
		rc = file_replace(state, r->place->name, 0644, is.s, is.n);
	buffer_free(&was);
	buffer_free(&is);
	return rc == -EACCES || rc == -EPERM || rc == -EROFS ? 0 : rc;
}

// --- opening

static int open_access(struct repository *r, int cache)
{
	const char *dir = place_directory(r->place);
	struct repository_access *x = r->access;

	if (dir) {
		x->dir = file_open_dir(dir);
		return x->dir < 0 ? x->dir : 0;
	}
	if (cache < 0)
		return fail(-E_CALL, "%s is afar: it needs a cache", r->url);
	int rc = file_make_dirs(cache, r->place->name, 0755);
	if (!rc)
		x->cache = file_open(cache, r->place->name, O_RDONLY | O_DIRECTORY, 0);
	return rc ? rc : x->cache < 0 ? x->cache : 0;
}

static bool same_latest(const struct latest *a, const struct latest *b)
{
	return a->roots == b->roots && digest_equal(&a->timestamp, &b->timestamp);
}

static int read_named(
	struct repository *r, const struct latest *latest, const struct trust_state *state)
{
	int rc = trust_begin(&r->trust, state, &r->place->root);

	if (!rc)
		rc = load_trust(r, latest);
	return rc ? rc : load_index(r);
}

// Who writes the repository meanwhile takes files away that `latest` named; it names others then.
static int read_all(struct repository *r, const struct trust_state *state)
{
	struct latest latest, before;
	int rc = load_latest(r, &latest);

	for (int tries = 0; !rc; tries++) {
		rc = read_named(r, &latest, state);
		if (rc != -ENOENT)
			return rc;
		before = latest;
		rc = load_latest(r, &latest);
		if (!rc && (tries == TRIES || same_latest(&latest, &before)))
			return during(-E_TRUST, "%s", r->url);
	}
	return rc;
}

int repository_also(int rc, const struct error *before)
{
	return during(rc, "%s; then", before->text);
}

static int open_at(struct repository *r, struct arena *a, const struct repository_place *p,
	const char *url, int state, int cache)
{
	struct trust_state before;

	*r = (struct repository){ .place = p, .url = url, .trust.where = url };
	r->access = ARENA_NEW(a, struct repository_access);
	if (!r->access)
		return -ENOMEM;
	*r->access = (struct repository_access){ .arena = a, .dir = -1, .cache = -1 };
	int rc = open_access(r, cache);
	if (!rc)
		rc = recall(r, state, &before);
	if (!rc)
		rc = read_all(r, &before);
	if (!rc)
		rc = remember(r, state, &before);
	if (rc)
		repository_close(r);
	return rc;
}

int repository_open(struct repository *r, struct arena *a, const struct repository_place *p,
	int state, int cache)
{
	struct error before;
	int rc = open_at(r, a, p, *p->url, state, cache);

	for (size_t i = 1; rc && rc != -ENOMEM && i < p->urls; i++) {
		error_keep(&before);
		rc = repository_also(open_at(r, a, p, p->url[i], state, cache), &before);
	}
	return rc;
}

void repository_close(struct repository *r)
{
	struct repository_access *x = r->access;

	if (!x)
		return;
	delta_close(x->delta);
	if (x->started)
		fetch_stop(&x->fetcher);
	if (x->dir >= 0)
		close(x->dir);
	if (x->cache >= 0)
		close(x->cache);
	r->access = NULL;
}
