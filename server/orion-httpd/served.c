// SPDX-License-Identifier: MIT
// Opening what a request names.
#include "served.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "digits.h"
#include "file.h"
#include "text.h"

enum { DIGEST_LENGTH = 64 };

// The tree of a path, which becomes what is below it.
static const struct tree *tree_of(const struct trees *trees, const char **path)
{
	size_t n = strcspn(*path, "/");

	for (size_t i = 1; (*path)[n] && i < trees->count; i++)
		if (text_is((struct text){ *path, n }, trees->tree[i].name)) {
			*path += n + 1;
			return &trees->tree[i];
		}
	return &trees->tree[0];
}

static int open_below(const struct tree *t, const char *path)
{
	// A pipe or device that somebody left there is opened without waiting, and not read.
	const int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY;

	if (!*t->below)
		return file_open(t->dir, path, flags, 0);
	int dir = file_open(t->dir, t->below, O_PATH | O_DIRECTORY, 0);
	if (dir < 0)
		return dir;
	int fd = file_open(dir, path, flags, 0);
	close(dir);
	return fd;
}

// A component that is a SHA-256: what is below it never changes.
static const char *digest_in(const char *path)
{
	for (const char *s = path;; s++) {
		size_t n = strcspn(s, "/");

		if (n == DIGEST_LENGTH && strspn(s, "0123456789abcdef") == n)
			return s;
		s += n;
		if (!*s)
			return NULL;
	}
}

// By the digest, or size, time and number of the file.
static void tag(struct served *s, const char *path, const struct stat *st)
{
	const char *digest = digest_in(path);
	char *e = s->etag;

	*e++ = '"';
	if (digest) {
		memcpy(e, digest, DIGEST_LENGTH);
		e += DIGEST_LENGTH;
	} else {
		e = digits(e, s->size, 16, 1);
		*e++ = '-';
		e = digits(e, (uint64_t)st->st_mtim.tv_sec, 16, 1);
		*e++ = '.';
		e = digits(e, (uint64_t)st->st_mtim.tv_nsec, 16, 1);
		*e++ = '-';
		e = digits(e, st->st_ino, 16, 1);
	}
	*e++ = '"';
	*e = 0;
}

static const char *type_of(const char *path)
{
	static const struct {
		const char *suffix, *type;
	} types[] = {
		{ ".ipxe", "text/plain; charset=utf-8" },
		{ ".txt", "text/plain; charset=utf-8" },
		{ ".cfg", "text/plain; charset=utf-8" },
		{ ".json", "application/json" },
		{ ".efi", "application/efi" },
		{ ".iso", "application/vnd.efi-iso" },
	};
	const char *slash = strrchr(path, '/'), *dot = strrchr(slash ? slash : path, '.');

	for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++)
		if (!strcmp(dot, types[i].suffix))
			return types[i].type;
	return "application/octet-stream";
}

// What isn't there, or isn't for everybody, is not found; who asks learns no more.
static int status(int rc)
{
	switch (-rc) {
	case EMFILE:
	case ENFILE:
	case ENOMEM: return 503;
	case EIO: return 500;
	default: return 404;
	}
}

int served_open(struct served *s, const struct trees *trees, const char *path)
{
	const char *below = path;
	const struct tree *t = tree_of(trees, &below);
	struct stat st;

	s->fd = open_below(t, below);
	if (s->fd < 0)
		return status(s->fd);
	if (fstat(s->fd, &st) || !S_ISREG(st.st_mode)) {
		close(s->fd);
		return 404;
	}
	s->size = (uint64_t)st.st_size;
	s->modified = st.st_mtim.tv_sec;
	s->device = st.st_dev;
	s->number = st.st_ino;
	s->changed = st.st_ctim;
	s->type = type_of(path);
	tag(s, path, &st);
	return 0;
}
