// SPDX-License-Identifier: MIT
// The wish: relations that a target must satisfy, sorted, each once. Its packages are what these bring with them.
#ifndef WISH_H
#define WISH_H

#include <stdbool.h>

#include "manifest.h"

struct arena;

// Adds a relation. A wish for the same name, with or without a version, is replaced: the last word counts.
// Relations with alternatives replace nothing.
int wish_add(struct arena *a, struct texts *wish, struct text relation);

// A copy, sorted and without doubles whether or not the wish is.
int wish_copy(struct arena *a, const struct texts *wish, struct texts *copy);

// Takes away what is wished under that name; false when nothing is. What has alternatives stays.
bool wish_remove(struct texts *wish, struct text name);

// What is in a and not in b.
int wish_without(
	struct arena *arena, const struct texts *a, const struct texts *b, struct texts *left);

// The name, when the relation has no alternatives; else an empty text.
struct text wish_name(struct text relation);

#endif
