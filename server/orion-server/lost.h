// SPDX-License-Identifier: MIT
// What was changed on two servers at once and counts no more: files NAME.SECONDS in lost/ of the base.
#ifndef LOST_H
#define LOST_H

#include <stddef.h>
#include <stdint.h>

struct arena;

struct lost {
	size_t count;
	const char *last;	// the newest one's name as it is there; NULL: there is none
	uint64_t seconds;	// when it was lost
};

// Directories there aren't counted: keys that a server had before it joined.
int lost_find(struct lost *l, struct arena *a, const char *base);

#endif
