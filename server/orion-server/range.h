// SPDX-License-Identifier: MIT
// Many names in one text: n[001-200], r[1-4,7]n, 10.9.1.[11-210].
#ifndef RANGE_H
#define RANGE_H

#include <stddef.h>

#include "manifest.h"

struct arena;

enum { RANGE_NAMES = 65536, RANGE_LENGTH = 255 };	// names of a text at most, bytes of a text

// Adds the names to the list, in the order of the numbers as written; a text without brackets is one name. There is one
// pair of brackets at most. As many digits as the first number of a pair has, with its zeros, have all up to the second. 0, or
// -E_DATA with what is wrong recorded.
int range_expand(struct texts *names, struct arena *a, struct text t);

#endif
