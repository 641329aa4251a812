// SPDX-License-Identifier: MIT
// Which generations machines are to boot that are not on this server, as after a restore.
#ifndef MISSING_H
#define MISSING_H

#include <stdbool.h>
#include <stddef.h>

#include "digest.h"

struct arena;
struct base;

struct missing {
	struct digest digest;
	const char *name; // node@7
	const char *wanted; // by whom: `stable`, `stable (the one before)`, `node a01`
	bool served; // nodes boot it now: nothing is derived until it is here
};

struct missings {
	struct missing *item;
	size_t count;
};

// Of the channels and pins of a base, each as often as it is wanted.
int missing_find(struct missings *m, struct arena *a, struct base *b);

#endif
