// SPDX-License-Identifier: MIT
// Taking in a build from a pipe.
#include "incoming.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "build.h"
#include "bundle_file.h"
#include "digest.h"
#include "erofs_read.h"
#include "error.h"
#include "file.h"
#include "progress.h"
#include "room.h"
#include "untar.h"

#define BUILD "build"
#define PACKAGES "repository"

enum { PIECE = 1 << 20, HEAD = 4096 };

int incoming_open(struct incoming *in, struct arena *a, const struct base *b)
{
	*in = (struct incoming){ -1, -1, arena_printf(a, "%s/" INCOMING "/" BUILD, b->path) };
	int rc = in->path ? file_make_dirs(b->dir, INCOMING, 0700) : -ENOMEM;

	in->dir = rc ? rc : file_open(b->dir, INCOMING, O_RDONLY | O_DIRECTORY, 0);
	if (in->dir < 0)
		return in->dir;
	if (flock(in->dir, LOCK_EX | LOCK_NB))
		rc = fail(-E_NO, "another build comes in here already");
	if (!rc)
		rc = file_remove_tree(in->dir, BUILD);
	if (!rc)
		rc = file_make_dirs(in->dir, BUILD "/" PACKAGES, 0700);
	in->build = rc ? rc : file_open(in->dir, BUILD, O_RDONLY | O_DIRECTORY, 0);
	if (in->build < 0) {
		close(in->dir);
		in->dir = -1;
	}
	return in->build < 0 ? in->build : 0;
}

void incoming_close(struct incoming *in, const struct base *b)
{
	struct error kept;

	if (in->dir < 0)
		return;
	error_keep(&kept);
	close(in->build);
	file_remove_tree(in->dir, BUILD);
	unlinkat(b->dir, INCOMING, AT_REMOVEDIR);
	close(in->dir);
	in->dir = -1;
	error_restore(&kept);
}

// --- what comes

// Where bytes come from: an archive's entry, or a pipe of which the beginning was read.
typedef ssize_t read_some(void *from, void *data, size_t n);

static int pour(int fd, read_some *some, void *from, const char *what)
{
	char *piece = malloc(PIECE);
	ssize_t n = piece ? 1 : fail(-ENOMEM, "%s", what);

	while (n > 0) {
		n = some(from, piece, PIECE);
		int rc = n > 0 ? file_write(fd, piece, (size_t)n, what) : 0;

		if (n > 0)
			progress_add(PROGRESS_COPY, (uint64_t)n);
		n = rc ? rc : n;
	}
	free(piece);
	return (int)n;
}

static int keep_file(const struct incoming *in, const char *name, read_some *some, void *from)
{
	int fd = file_open(in->build, name, O_WRONLY | O_CREAT | O_EXCL, 0600);

	if (fd < 0)
		return fd;
	int rc = pour(fd, some, from, name);
	return close(fd) && !rc ? fail(-errno, "close %s", name) : rc;
}

// DIGEST.bundle or its signature.
static bool of_bundle(const char *name)
{
	static const char end[] = ".bundle";

	if (strspn(name, "0123456789abcdef") != DIGEST_HEX)
		return false;
	name += DIGEST_HEX;
	return !strncmp(name, end, sizeof end - 1) &&
		(!name[sizeof end - 1] || !strcmp(name + sizeof end - 1, BUILD_SIGNATURE));
}

static bool ends(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n > m && !strcmp(name + n - m, end);
}

// Where a file of the archive belongs; NULL: it is of no use.
static const char *place(struct arena *a, const struct untar_entry *e)
{
	static const char packages[] = PACKAGES "/";
	const char *slash = strrchr(e->path, '/'), *name = slash ? slash + 1 : e->path;
	size_t above = (size_t)(name - e->path), n = sizeof packages - 1;

	if (e->type != 'f' || *name == '.')
		return NULL;
	if (of_bundle(name) || !strcmp(name, BUILD_KEY))
		return arena_text(a, name, strlen(name));
	if (ends(name, ".opk") && above >= n && !memcmp(name - n, packages, n))
		return arena_printf(a, "%s%s", packages, name);
	return NULL;
}

static ssize_t of_entry(void *from, void *data, size_t n)
{
	return untar_read(from, data, n);
}

static int read_archive(struct incoming *in, struct arena *a, const struct base *b, struct untar *t)
{
	struct untar_entry *e = ARENA_NEW(a, struct untar_entry);
	int rc = e ? 1 : -ENOMEM;

	while (rc > 0 && (rc = untar_next(t, e)) > 0) {
		const char *name = place(a, e);
		int failed = name ? room_check(a, b->path, e->size) : 0;

		if (!failed && name)
			failed = keep_file(in, name, of_entry, t);
		rc = failed ? during(failed, "%s", e->path) : 1;
	}
	return rc;
}

struct pipe {
	int fd;
	const char *head;
	size_t heads;
};

static ssize_t of_pipe(void *from, void *data, size_t n)
{
	struct pipe *p = from;

	if (!p->heads)
		return file_read_some(p->fd, data, n, "standard input");
	if (n > p->heads)
		n = p->heads;
	memcpy(data, p->head, n);
	p->head += n;
	p->heads -= n;
	return (ssize_t)n;
}

static int open_whole(struct arena *a, int fd, struct bundle_file *b)
{
	struct stat st;
	int rc = bundle_open(b, a, fd, NULL);

	if (!rc && fstat(fd, &st))
		rc = fail(-errno, "the bundle");
	return rc || (uint64_t)st.st_size >= b->size ? rc
						     : fail(-E_DATA, "the bundle ends too early");
}

// Nobody knows how it is called: build_open wants the digest for a name.
static int name_bundle(struct incoming *in, struct arena *a)
{
	struct bundle_file b;
	char hex[DIGEST_HEX + 1];
	int fd = file_open(in->build, "bundle", O_RDONLY, 0);
	int rc = fd < 0 ? fd : open_whole(a, fd, &b);

	if (fd >= 0)
		close(fd);
	if (rc)
		return rc;
	digest_hex(&b.digest, hex);
	const char *name = arena_printf(a, "%s.bundle", hex);
	if (!name)
		return -ENOMEM;
	return renameat(in->build, "bundle", in->build, name) ? fail(-errno, "rename %s", name) : 0;
}

static int read_bundle(
	struct incoming *in, struct arena *a, const struct base *b, const struct pipe *from)
{
	struct pipe p = *from;
	uint64_t size;
	int rc = erofs_size(from->head, from->heads, &size);

	if (!rc)
		rc = room_check(a, b->path, size);
	progress_begin(PROGRESS_COPY, rc ? 0 : size);
	if (!rc)
		rc = keep_file(in, "bundle", of_pipe, &p);
	progress_end();
	return rc ? rc : name_bundle(in, a);
}

static int receive(struct incoming *in, struct arena *a, const struct base *b, int fd)
{
	static char head[HEAD];
	struct untar t;
	ssize_t n = file_read_some(fd, head, sizeof head, "standard input");

	if (n < 0)
		return (int)n;
	if (!untar_is(head, (size_t)n))
		return read_bundle(in, a, b, &(struct pipe){ fd, head, (size_t)n });
	untar_begin(&t, fd, head, (size_t)n);
	progress_begin(PROGRESS_COPY, 0);
	int rc = read_archive(in, a, b, &t);
	progress_end();
	return rc;
}

int incoming_read(struct incoming *in, struct arena *a, const struct base *b, int fd)
{
	return during(receive(in, a, b, fd), "standard input");
}
