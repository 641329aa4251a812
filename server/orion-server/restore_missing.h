// SPDX-License-Identifier: MIT
// Which generations nodes are to boot that are not on this server.
#ifndef RESTORE_MISSING_H
#define RESTORE_MISSING_H

#include <stddef.h>

#include "digest.h"

struct arena;
struct base;

struct missing {
	struct digest digest;
	const char *name; // node@7
	const char *wanted; // by whom: `stable`, `stable (former)`, `node a01`
};

struct missings {
	struct missing *item;
	size_t count;
};

// Of the channels and pins of a base, each as often as it is wanted.
int restore_missing(struct missings *m, struct arena *a, struct base *b);

#endif
