// SPDX-License-Identifier: MIT
// Marks of blocks.
#include "marks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "digest.h"
#include "error.h"
#include "file.h"

enum { BLOCKS = 64 };	// read at once

size_t marks_count(uint64_t size)
{
	return (size_t)((size + MARKS_BLOCK - 1) / MARKS_BLOCK);
}

size_t marks_length(uint64_t size, size_t block)
{
	uint64_t left = size - (uint64_t)block * MARKS_BLOCK;

	return left < MARKS_BLOCK ? (size_t)left : MARKS_BLOCK;
}

int mark_of(struct mark *m, const void *data, size_t n)
{
	struct digest d;
	int rc = digest_of(&d, data, n);

	memcpy(m->b, d.b, MARK);
	return rc;
}

static int mark_some(struct mark *m, const unsigned char *data, size_t n)
{
	int rc = 0;

	for (size_t at = 0; !rc && at < n; at += MARKS_BLOCK)
		rc = mark_of(m++, data + at, n - at < MARKS_BLOCK ? n - at : MARKS_BLOCK);
	return rc;
}

int marks_make(struct mark **m, struct arena *a, int fd, uint64_t size, const char *what)
{
	static unsigned char piece[BLOCKS * MARKS_BLOCK];
	int rc = 0;

	*m = ARENA_ARRAY(a, struct mark, marks_count(size));
	if (!*m)
		return -ENOMEM;
	for (uint64_t at = 0; !rc && at < size; at += sizeof piece) {
		size_t n = size - at < sizeof piece ? (size_t)(size - at) : sizeof piece;

		rc = file_read_at(fd, piece, n, at, what);
		if (!rc)
			rc = mark_some(*m + at / MARKS_BLOCK, piece, n);
	}
	return rc;
}

static int make_room(struct marks_here *h, size_t more)
{
	if (h->count + more <= h->room)
		return 0;
	size_t room = (h->count + more) * 2;
	struct marks_source *item = realloc(h->item, room * sizeof *item);
	if (!item)
		return fail(-ENOMEM, "%zu blocks", room);
	h->item = item;
	h->room = room;
	return 0;
}

int marks_add(struct marks_here *h, struct arena *a, int fd, uint64_t size, const char *what)
{
	struct mark *m;
	size_t count = marks_count(size);
	int rc = marks_make(&m, a, fd, size, what);

	if (!rc)
		rc = make_room(h, count);
	for (size_t i = 0; !rc && i < count; i++)
		h->item[h->count++] = (struct marks_source){ m[i], fd, (uint64_t)i * MARKS_BLOCK };
	return rc;
}

static int by_mark(const void *a, const void *b)
{
	return memcmp(a, b, MARK);
}

void marks_sort(struct marks_here *h)
{
	if (h->count)
		qsort(h->item, h->count, sizeof *h->item, by_mark);
}

const struct marks_source *marks_find(const struct marks_here *h, const struct mark *m)
{
	return h->count ? bsearch(m, h->item, h->count, sizeof *h->item, by_mark) : NULL;
}

void marks_free(struct marks_here *h)
{
	free(h->item);
	*h = (struct marks_here){ NULL, 0, 0 };
}
