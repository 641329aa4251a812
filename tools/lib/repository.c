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
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "delta.h"
#include "error.h"
#include "fetch.h"
#include "file.h"
#include "opk.h"
#include "opk_impl.h"
#include "progress.h"
#include "repository_impl.h"

enum {
	STATE_LENGTH = 1024,	// bytes of what is remembered
	DELTA_MIN = 64 << 10,	// bytes of a package that isn't fetched whole in any case
	TRIES = 3,	// again, while somebody else writes the repository
};

struct repository_access {
	struct arena *arena;
	int dir;	// the repository, or -1 when it is afar
	int cache;	// its part of the cache, or -1
	bool started;	// the fetcher
	bool no_ranges;	// the server sends whole files only
	struct delta *delta;	// frames that the cache has, or NULL
	struct fetcher fetcher;
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

static int fetch(struct repository *r, const char *name, uint64_t limit, int fd)
{
	char url[URL_MAX];
	int rc = prepare_fetch(r, name, url);

	return rc ? rc : fetch_get(&r->access->fetcher, url, limit, fd);
}

// So many bytes from that place, to the same place in fd.
static int fetch_part(struct repository *r, const char *name, uint64_t at, uint64_t n, int fd)
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
	int rc = fetch(r, name, limit, fd);
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

// What was tried before is said, too.
static int also(int rc, const struct error *before)
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
		rc = also(open_at(r, a, p, p->url[i], state, cache), &before);
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

// --- packages

static int check_size(int fd, const struct index_package *p, const char *name)
{
	struct stat st;

	if (fstat(fd, &st))
		return fail(-errno, "%s", name);
	if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size != p->pin.file_size)
		return fail(-E_TRUST, "%s has another size than the index says", name);
	return 0;
}

static int open_checked(int dir, const char *name, const struct index_package *p)
{
	int fd = file_open_regular(dir, name);

	if (fd < 0)
		return fd;
	int rc = check_size(fd, p, name);
	if (!rc)
		return fd;
	close(fd);
	return rc;
}

// All of it, so that what is once in the cache is good.
static int check_whole(int fd, const struct index_package *p, const char *name)
{
	struct arena a = { NULL };
	struct opk o;
	int rc = opk_open(&o, &a, fd, name, &p->pin);

	if (!rc) {
		rc = opk_check(&o);
		opk_close(&o);
	}
	arena_free(&a);
	return rc;
}

// --- what of a package isn't here

// Frame by frame: from here, or else from afar, where those that are beside each other come at once.
static int fetch_frames(struct repository *r, const struct opk *o, int root, int fd)
{
	const struct frame *f = o->manifest.frame;
	uint64_t at = o->head_size, missing = 0;	// bytes before at
	int rc = 0;

	for (size_t i = 0; rc >= 0 && i < o->manifest.frames; at += f[i++].packed) {
		rc = delta_frame(r->access->delta, &o->manifest, i, root, fd, at);
		if (!rc) {
			missing += f[i].packed;
		} else if (rc > 0) {
			r->known += f[i].packed;
			progress_add(PROGRESS_FETCH, f[i].packed);
			rc = missing ? fetch_part(r, o->what, at - missing, missing, fd) : 0;
			missing = 0;
		}
	}
	if (rc >= 0 && missing)
		rc = fetch_part(r, o->what, at - missing, missing, fd);
	return rc < 0 ? rc : 0;
}

// What is behind the frames follows from the head.
static int write_seek_table(const struct opk *o, int fd)
{
	struct buffer b = { 0 };

	seek_table_write(&b, &o->manifest, o->head_size);
	int rc = buffer_error(&b);
	if (!rc && lseek(fd, (off_t)(o->file_size - b.n), SEEK_SET) < 0)
		rc = fail(-errno, "seek");
	if (!rc)
		rc = file_write(fd, b.s, b.n, o->what);
	buffer_free(&b);
	return rc;
}

// The head has the digests of all frames; the index has its.
static int fetch_parts(
	struct repository *r, const struct index_package *p, const char *file, int root, int fd)
{
	struct arena a = { NULL };
	struct opk o;
	int rc = fetch_part(r, file, 0, p->pin.head_size, fd);

	if (!rc && ftruncate(fd, (off_t)p->pin.file_size))
		rc = fail(-errno, "%s", file);
	if (!rc)
		rc = opk_open(&o, &a, fd, file, &p->pin);
	if (!rc) {
		rc = fetch_frames(r, &o, root, fd);
		delta_forget(r->access->delta);
		if (!rc)
			rc = write_seek_table(&o, fd);
		opk_close(&o);
	}
	arena_free(&a);
	return rc;
}

// Where nothing of it can be here, one request for the whole is better than two.
static bool in_parts(struct repository *r, const struct index_package *p, int root)
{
	struct repository_access *x = r->access;

	if (x->no_ranges || p->pin.file_size < DELTA_MIN || p->pin.head_size > p->pin.file_size)
		return false;
	if (!x->delta && delta_open(&x->delta, x->cache))
		return false;
	return root >= 0 || delta_has(x->delta, p->name);
}

static int fetch_contents(
	struct repository *r, const struct index_package *p, const char *file, int root, int fd)
{
	if (in_parts(r, p, root)) {
		int rc = fetch_parts(r, p, file, root, fd);

		if (rc != -E_NO)
			return rc;
		r->access->no_ranges = true;
		if (ftruncate(fd, 0) || lseek(fd, 0, SEEK_SET) < 0)
			return fail(-errno, "%s", file);
	}
	int rc = fetch(r, file, p->pin.file_size, fd);
	r->fetched += rc ? 0 : p->pin.file_size;
	return rc;
}

static int fetch_into(
	struct repository *r, const struct index_package *p, const char *file, int root, int fd)
{
	int rc = fetch_contents(r, p, file, root, fd);

	if (!rc)
		rc = check_size(fd, p, file);
	if (!rc)
		rc = check_whole(fd, p, file);
	if (!rc && fsync(fd))
		rc = fail(-errno, "%s", file);
	return rc;
}

static int fetch_package(struct repository *r, const struct index_package *p, const char *file,
	int root, const char *name)
{
	char part[REPOSITORY_NAME + 16];
	int cache = r->access->cache;

	snprintf(part, sizeof part, ".%s.%d", name, (int)getpid());
	int fd = file_open(cache, part, O_RDWR | O_CREAT | O_TRUNC, 0644);
	if (fd < 0)
		return fd;
	int rc = fetch_into(r, p, file, root, fd);
	close(fd);
	if (!rc && renameat(cache, part, cache, name))
		rc = fail(-errno, "rename to %s", name);
	if (rc)
		unlinkat(cache, part, 0);
	return rc;
}

static int fetch_at(struct repository *r, const struct index_package *p, const char *file, int root,
	const char *name, const char *url)
{
	if (r->url != url)
		r->access->no_ranges = false;
	r->url = url;
	progress_begin(PROGRESS_FETCH, p->pin.file_size);
	int rc = fetch_package(r, p, file, root, name);
	progress_end();
	return rc;
}

// From where the index is; and when that server is gone since, from the others.
static int fetch_anywhere(struct repository *r, const struct index_package *p, const char *file,
	int root, const char *name)
{
	const char *first = r->url;
	struct error before;
	int rc = fetch_at(r, p, file, root, name, first);

	for (size_t i = 0; rc && rc != -ENOMEM && i < r->place->urls; i++) {
		if (r->place->url[i] == first)
			continue;
		error_keep(&before);
		rc = also(fetch_at(r, p, file, root, name, r->place->url[i]), &before);
	}
	return rc;
}

static int package_afar(
	struct repository *r, const struct index_package *p, const char *file, int root)
{
	char name[REPOSITORY_NAME];

	repository_name(name, "package", &p->pin.head, ".opk");
	int fd = open_checked(r->access->cache, name, p);
	if (fd >= 0) {
		progress_add(PROGRESS_FETCH, p->pin.file_size);
		return fd;
	}
	int rc = fetch_anywhere(r, p, file, root, name);
	return rc ? rc : open_checked(r->access->cache, name, p);
}

int repository_package(struct repository *r, const struct index_package *p)
{
	return repository_update(r, p, -1);
}

int repository_update(struct repository *r, const struct index_package *p, int root)
{
	struct arena a = { NULL };
	int rc = trust_fresh(&r->trust, (uint64_t)time(NULL));
	const char *file = rc ? NULL : index_file(&a, p);

	if (!rc && !file)
		rc = -ENOMEM;
	if (!rc && r->access->dir < 0) {
		rc = package_afar(r, p, file, root);
	} else if (!rc) {
		rc = during(open_checked(r->access->dir, file, p), "%s", r->url);
		progress_add(PROGRESS_FETCH, p->pin.file_size);
	}
	arena_free(&a);
	return rc;
}
