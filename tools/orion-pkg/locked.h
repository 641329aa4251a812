// SPDX-License-Identifier: MIT
// The packages of a lock, from repositories.
#ifndef LOCKED_H
#define LOCKED_H

#include <stddef.h>

#include "repositories.h"

struct call;
struct opk;

struct locked {
	struct repositories from;
	struct opk *opk;	// in the order of the lock
	int *fd;
	size_t count;
};

// Opens the very packages that the lock names: those whose digests are its. It opens the repositories that were named, too.
int locked_open(struct locked *l, struct call *c, const char *path);

// Closing twice, or what was never opened (all 0), is fine.
void locked_close(struct locked *l);

#endif
