// SPDX-License-Identifier: MIT
// A repository, as one who installs from it sees it.
#include "repository.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "fetch.h"
#include "file.h"
#include "repository_impl.h"

enum {
	STATE_LENGTH = 1024,	// bytes of what is remembered
	TRIES = 3,	// again, while somebody else writes the repository
};

struct repository_access {
	struct arena *arena;
	int dir;	// the repository, or -1 when it is afar
	int cache;	// its part of the cache, or -1
	bool started;	// the fetcher
	struct fetcher fetcher;
};

void repository_name(
	char name[REPOSITORY_NAME], const char *kind, const struct digest *d, const char *behind)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(d, hex);
	snprintf(name, REPOSITORY_NAME, "%s-%s%s", kind, hex, behind);
}

// --- bytes from the directory or from afar

static int fetch(struct repository *r, const char *name, uint64_t limit, int fd)
{
	char url[PLACE_URL + REPOSITORY_NAME + 600];
	int rc = r->access->started ? 0 : fetch_start(&r->access->fetcher);

	if (rc)
		return rc;
	r->access->started = true;
	snprintf(url, sizeof url, "%s/%s", r->place->url, name);
	return fetch_get(&r->access->fetcher, url, limit, fd);
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
	int rc = load(r, r->access->arena, REPOSITORY_LATEST, RELEASE_LENGTH, &t);

	if (rc == -ENOENT)
		return fail(rc, "%s is no repository: it has no file `%s`", r->place->url,
			REPOSITORY_LATEST);
	return rc ? rc : during(latest_parse(l, t), "%s: %s", r->place->url, REPOSITORY_LATEST);
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

static int load_trust(struct repository *r, const struct latest *l)
{
	struct trust *t = &r->trust;
	struct trust_file f;
	int rc = load_signed(r, "root", &l->root, &f);

	if (!rc)
		rc = trust_root(t, &r->place->root, &f);
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
	int rc = load_afar(r, a, name, r->trust.release.index_size, t);
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
		return fail(-E_CALL, "%s is afar: it needs a cache", r->place->url);
	int rc = file_make_dirs(cache, r->place->name, 0755);
	if (!rc)
		x->cache = file_open(cache, r->place->name, O_RDONLY | O_DIRECTORY, 0);
	return rc ? rc : x->cache < 0 ? x->cache : 0;
}

static bool same_latest(const struct latest *a, const struct latest *b)
{
	return digest_equal(&a->root, &b->root) && digest_equal(&a->timestamp, &b->timestamp);
}

static int read_named(
	struct repository *r, const struct latest *latest, const struct trust_state *state)
{
	r->trust.state = *state;
	int rc = load_trust(r, latest);
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
			return during(-E_TRUST, "%s", r->place->url);
	}
	return rc;
}

int repository_open(struct repository *r, struct arena *a, const struct repository_place *p,
	int state, int cache)
{
	struct trust_state before;

	*r = (struct repository){ .place = p, .trust.where = p->url };
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

void repository_close(struct repository *r)
{
	struct repository_access *x = r->access;

	if (!x)
		return;
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

static int fetch_into(struct repository *r, const struct index_package *p, const char *file, int fd)
{
	int rc = fetch(r, file, p->pin.file_size, fd);

	if (!rc)
		rc = check_size(fd, p, file);
	if (!rc)
		rc = check_whole(fd, p, file);
	if (!rc && fsync(fd))
		rc = fail(-errno, "%s", file);
	return rc;
}

static int fetch_package(
	struct repository *r, const struct index_package *p, const char *file, const char *name)
{
	char part[REPOSITORY_NAME + 16];
	int cache = r->access->cache;

	snprintf(part, sizeof part, ".%s.%d", name, (int)getpid());
	int fd = file_open(cache, part, O_RDWR | O_CREAT | O_TRUNC, 0644);
	if (fd < 0)
		return fd;
	int rc = fetch_into(r, p, file, fd);
	close(fd);
	if (!rc && renameat(cache, part, cache, name))
		rc = fail(-errno, "rename to %s", name);
	if (rc)
		unlinkat(cache, part, 0);
	return rc;
}

static int package_afar(struct repository *r, const struct index_package *p, const char *file)
{
	char name[REPOSITORY_NAME];

	repository_name(name, "package", &p->pin.head, ".opk");
	int fd = open_checked(r->access->cache, name, p);
	if (fd >= 0)
		return fd;
	int rc = fetch_package(r, p, file, name);
	return rc ? rc : open_checked(r->access->cache, name, p);
}

int repository_package(struct repository *r, const struct index_package *p)
{
	struct arena a = { NULL };
	int rc = trust_fresh(&r->trust, (uint64_t)time(NULL));
	const char *file = rc ? NULL : index_file(&a, p);

	if (!rc && !file)
		rc = -ENOMEM;
	if (!rc && r->access->dir < 0)
		rc = package_afar(r, p, file);
	else if (!rc)
		rc = during(open_checked(r->access->dir, file, p), "%s", r->place->url);
	arena_free(&a);
	return rc;
}
