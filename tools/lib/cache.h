// SPDX-License-Identifier: MIT
// What was fetched from repositories and is kept: a directory for each, by its name, with packages and one index.
#ifndef CACHE_H
#define CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct repository_place;

struct cache_sum {
	uint64_t files, bytes;
};

// Takes away packages, what fetches that were killed left, and the indexes of repositories that aren't in the list. Who installs
// from it meanwhile must be kept out (by the target's lock). dry: only counts.
int cache_clean(int cache, const struct repository_place *keep, size_t count, bool dry,
	struct cache_sum *sum);

#endif
