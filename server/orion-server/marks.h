// SPDX-License-Identifier: MIT
// What says whether a block of a file is somewhere else already: the beginning of its SHA-256. Bundles hold files at whole blocks, so
// two generations have most of theirs in common. Nothing is believed for it: who has put a file together of blocks checks the whole.
#ifndef MARKS_H
#define MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum { MARK = 16, MARKS_BLOCK = 4096 };

struct mark {
	unsigned char b[MARK];
};

// How many blocks a file of so many bytes has, and how many bytes the one at that place.
size_t marks_count(uint64_t size);
size_t marks_length(uint64_t size, size_t block);

int mark_of(struct mark *m, const void *data, size_t n);

// Those of a file of that size, in the arena; what names it in errors.
int marks_make(struct mark **m, struct arena *a, int fd, uint64_t size, const char *what);

// Blocks that are here, to be found by their marks.
struct marks_source {
	struct mark mark;
	int fd;	// the caller's
	uint64_t at;
};

struct marks_here {
	struct marks_source *item;	// sorted, once marks_sort was called
	size_t count, room;
};

int marks_add(struct marks_here *h, struct arena *a, int fd, uint64_t size, const char *what);
void marks_sort(struct marks_here *h);
const struct marks_source *marks_find(const struct marks_here *h, const struct mark *m);
void marks_free(struct marks_here *h);

#endif
