// SPDX-License-Identifier: MIT
// Alternatives: links that several packages offer, of which one is taken. docs/orion-actions.7.scd.
#ifndef ALTERNATIVES_H
#define ALTERNATIVES_H

#include <stdbool.h>
#include <stddef.h>

#include "choices.h"
#include "text.h"

struct alternative;
struct arena;
struct source;
struct texts;

struct offer {
	const struct source *source;
	const struct alternative *alternative;
	bool chosen;	// by the administrator
};

struct offers {
	struct offer *item;	// by link; of one link the one that is taken is the first
	size_t count;
};

// All that packages offer. Of a link is taken what was chosen; else what has the highest priority, and of equals
// the first by the package's name. choices may be NULL: nothing was chosen.
int offers_collect(struct offers *o, struct arena *a, const struct source *source, size_t count,
	const struct choices *choices);

// Which is the first of a link; o->count when nobody offers it.
size_t offers_find(const struct offers *o, struct text link);

// How many there are of one link, from the first of them on.
size_t offers_alike(const struct offers *o, size_t first);

// What the link says: where its target is, seen from where it is. NULL without memory.
const char *alternative_content(struct arena *a, const struct alternative *t);

// The choices without those whose package doesn't offer the link any more, and a sentence on each of these.
// o was collected with c.
int choices_settle(struct choices *left, struct texts *lost, struct arena *a,
	const struct choices *c, const struct offers *o);

#endif
