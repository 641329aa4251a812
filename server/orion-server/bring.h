// SPDX-License-Identifier: MIT
// Bringing a generation from another server: the blocks that aren't here. It comes together beside the base's bundles, and counts when it is whole.
#ifndef BRING_H
#define BRING_H

#include <stdint.h>

struct arena;
struct base;
struct fetcher;
struct peer;
struct shared_bundle;

#define BRING ".sync"	// in the base; what is in it may be gone at any time

// Gets it together as BRING/DIGEST.bundle; from what an earlier run left it goes on. *bytes: how many came. Nothing of it is checked.
int bring(struct arena *a, const struct base *b, struct fetcher *f, const struct peer *p,
	const struct shared_bundle *x, uint64_t *bytes);

// Makes it one of the base's bundles, checked whole. Wants the base's lock. One that is wrong is taken away, and brought
// again after an hour, or when other marks of it are told.
int bring_in(struct arena *a, struct base *b, const struct shared_bundle *x);

#endif
