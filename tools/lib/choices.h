// SPDX-License-Identifier: MIT
// Which package's alternative a link is, where the administrator chose one: lines LINK, tab, PACKAGE.
#ifndef CHOICES_H
#define CHOICES_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

struct arena;
struct buffer;
struct target;

#define CHOICES_FILE "alternatives"	// in the state of a target

enum { CHOICES_LENGTH = 1 << 20 };	// bytes of text

struct choice {
	struct text link, package;
};

struct choices {
	struct choice *item;	// sorted by link, each once
	size_t count;
};

// Parses them; they point into t. 0, or -E_DATA with the line and what is wrong with it recorded.
int choices_parse(struct choices *c, struct arena *a, struct text t);

// Takes one more, which must stand behind those that are there.
int choices_take(struct choices *c, struct arena *a, struct text link, struct text package);

// Writes them, the same bytes.
void choices_write(const struct choices *c, struct buffer *b);

// Reads a target's; none is an empty list.
int choices_load(struct choices *c, struct arena *a, const struct target *t);

// The package that was chosen for a link; n is 0 when none was.
struct text choices_find(const struct choices *c, struct text link);

// A copy in which that package is chosen for the link, or none when its n is 0.
int choices_with(struct choices *copy, struct arena *a, const struct choices *c, struct text link,
	struct text package);

bool choices_equal(const struct choices *a, const struct choices *b);

#endif
