// SPDX-License-Identifier: MIT
// Which lines two texts have in common: what diff and merge share.
#ifndef DIFF_IMPL_H
#define DIFF_IMPL_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct text;

#define NO_LINE SIZE_MAX

struct lines {
	struct text *item;
	size_t count;
};

// For each line of from the line of to that is the same in the longest common subsequence, in order, or NO_LINE. Where too much differs
// to find that out, none there. 0 or -ENOMEM.
int diff_match(struct arena *a, const struct lines *from, const struct lines *to, size_t **match);

#endif
