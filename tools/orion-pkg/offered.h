// SPDX-License-Identifier: MIT
// Alternatives, as commands say and choose them.
#ifndef OFFERED_H
#define OFFERED_H

#include "alternatives.h"

struct call;
struct installed;
struct target;

// What the packages of a target offer, whose manifests are parsed. choices are the target's, or others.
int offered_installed(struct offers *o, struct arena *a, const struct installed *in,
	const struct choices *choices);

// The first offer of a link, by its path or its last part; o->count, and E_NO recorded, when none or several are meant.
size_t offered_link(const struct offers *o, const char *named);

// Whose offer of that link is meant: by the package's name, or by the path it leads to. NULL, and E_NO recorded, when nobody's.
const struct offer *offered_by(const struct offers *o, size_t first, const char *named);

// A line on the link, whose it is and why; of a target (NULL: of none) also what is there instead. With all, a line an offer, too.
int offered_say(
	struct call *c, const struct offers *o, size_t first, const struct target *t, bool all);

#endif
