// SPDX-License-Identifier: MIT
// Finding blocks in bundles.
#include "here.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "directory.h"
#include "error.h"
#include "file.h"

enum { CHANNEL_LENGTH = 4096 };

static int keep_open(struct here *h, struct arena *a, int fd)
{
	int *more = arena_more(a, h->open, h->opened, sizeof *more);

	if (!more) {
		close(fd);
		return -ENOMEM;
	}
	h->open = more;
	more[h->opened++] = fd;
	return 0;
}

// A file of the base, if it is there.
static int look_at(struct here *h, struct arena *a, const struct base *b, const char *path)
{
	struct stat st;
	int fd = path ? file_open(b->dir, path, O_RDONLY | O_NONBLOCK, 0) : -ENOMEM;

	if (fd == -ENOENT)
		error_clear();
	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	int rc = keep_open(h, a, fd);
	if (!rc && fstat(fd, &st))
		rc = fail(-errno, "%s", path);
	return rc || !S_ISREG(st.st_mode) ? rc
		: marks_add(&h->marks, a, fd, (uint64_t)st.st_size, path);
}

static int look_at_channel(
	struct here *h, struct arena *a, const struct base *b, int dir, const char *name)
{
	struct channel c;
	struct text t;
	char hex[DIGEST_HEX + 1];
	int rc = file_load(a, dir, name, CHANNEL_LENGTH, &t);

	if (!rc)
		rc = base_parse_channel(&c, t);
	if (rc || !c.boots)
		return rc;
	digest_hex(&c.current, hex);
	return look_at(h, a, b,
		arena_printf(a, "bundles/%.*s/%s.bundle", (int)strcspn(name, "."), name, hex));
}

int here_look(struct here *h, struct arena *a, const struct base *b)
{
	struct directory d;
	const char *name;
	int rc = directory_open(&d, b->dir, "channels");

	*h = (struct here){ .open = NULL };
	if (rc == -ENOENT) {
		error_clear();
		return 0;
	}
	while (!rc && (name = directory_next(&d)))
		if (*name != '.')
			rc = look_at_channel(h, a, b, d.fd, name);
	rc = directory_close(&d, rc);
	marks_sort(&h->marks);
	return rc;
}

int here_copy(const struct here *h, const struct mark *m, size_t n, int to, size_t block,
	const char *what)
{
	char data[MARKS_BLOCK];
	const struct marks_source *s = marks_find(&h->marks, m);

	if (!s)
		return 0;
	if (file_read_at(s->fd, data, n, s->at, what)) {
		error_clear();
		return 0;
	}
	int rc = file_write_at(to, data, n, (uint64_t)block * MARKS_BLOCK, what);
	return rc ? rc : 1;
}

void here_close(struct here *h)
{
	for (size_t i = 0; i < h->opened; i++)
		close(h->open[i]);
	marks_free(&h->marks);
	h->opened = 0;
}
