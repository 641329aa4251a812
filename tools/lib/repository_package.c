// SPDX-License-Identifier: MIT
// Packages of a repository: those of a directory are opened there; of those afar what isn't here is fetched into the cache.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "delta.h"
#include "error.h"
#include "file.h"
#include "opk.h"
#include "opk_impl.h"
#include "progress.h"
#include "repository.h"
#include "repository_access.h"
#include "repository_impl.h"

enum { DELTA_MIN = 64 << 10 };	// bytes of a package that isn't fetched whole in any case

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
			rc = missing ? repository_fetch_part(r, o->what, at - missing, missing, fd)
				     : 0;
			missing = 0;
		}
	}
	if (rc >= 0 && missing)
		rc = repository_fetch_part(r, o->what, at - missing, missing, fd);
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
	int rc = repository_fetch_part(r, file, 0, p->pin.head_size, fd);

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
	int rc = repository_fetch(r, file, p->pin.file_size, fd);
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
		rc = repository_also(fetch_at(r, p, file, root, name, r->place->url[i]), &before);
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
