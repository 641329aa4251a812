// SPDX-License-Identifier: MIT
// The numbers of generations of nodes, of two servers.
#ifndef HISTORY_H
#define HISTORY_H

#include <stddef.h>

#include "site.h"

struct buffer;
struct generation;

#define HISTORY_FILE "roles/" SITE_ROLE "/generations"	// in a base

enum { HISTORY_LENGTH = 4 << 20 };	// bytes of it

// Writes ours, then what only theirs has: with the numbers of a longer history of the same beginning, else with the next ones. Of what both have in common the
// earlier time counts.
int history_merge(struct buffer *b, const struct generation *own, size_t owns,
	const struct generation *theirs, size_t count);

#endif
