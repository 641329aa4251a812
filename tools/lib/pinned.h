// SPDX-License-Identifier: MIT
// The exact set of packages that something was, or is to be, made of: the lock of docs/bundle.5.scd.
#ifndef PINNED_H
#define PINNED_H

#include <stddef.h>

#include "digest.h"
#include "text.h"

struct arena;
struct buffer;
struct index;
struct index_package;

enum { PINNED_LENGTH = 64 << 20 };	// bytes of text

struct pinned {
	struct text name, version;
	struct digest digest;	// of the package's head
};

// Parses a lock: NAME, VERSION, DIGEST, separated by tabs, a line each, sorted, each name once. 0, or -E_DATA with the line and
// what is wrong with it recorded. The texts point into t.
int pinned_parse(struct pinned **list, size_t *count, struct arena *a, struct text t);

// The same of a file that the caller of the program named; the text is in the arena.
int pinned_load(struct pinned **list, size_t *count, struct arena *a, const char *path);

// Writes a line of a lock. The error stays in the buffer.
void pinned_write(struct buffer *b, const struct pinned *p);

// The very package in an index; NULL when it has none with that name, version and digest.
const struct index_package *pinned_find(const struct pinned *p, const struct index *x);

#endif
