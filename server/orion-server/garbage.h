// SPDX-License-Identifier: MIT
// Which generations of a base are kept, why, and which nothing keeps.
#ifndef GARBAGE_H
#define GARBAGE_H

#include <stddef.h>
#include <stdint.h>

#include "digest.h"

struct arena;
struct base;
struct paths;

struct garbage_bundle {
	const char *role, *name; // name: node@7
	struct digest digest;
	uint64_t number; // 0: it is no generation of the role
	uint64_t bytes; // on the disk
	const char *why; // it is kept: reasons with ", " between; NULL: nothing keeps it
};

struct garbage {
	struct garbage_bundle *item; // by role, the newest first
	size_t count;
};

// Looks at all bundles of the base. Kept is what a channel names, what it named before, what is pinned or said in orion.conf, what a
// machine runs by the node table or is this machine's own, the newest of each role (`keep`), and what is no generation of its role yet.
// 0, or negative and recorded: nothing may be taken away then.
int garbage_find(
	struct garbage *g, struct arena *a, struct base *b, const struct paths *p, uint64_t now);

// Bytes of those that nothing keeps.
uint64_t garbage_bytes(const struct garbage *g);

#endif
