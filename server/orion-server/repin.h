// SPDX-License-Identifier: MIT
// What pin, unpin and boot share: setting and taking back what single nodes boot.
#ifndef REPIN_H
#define REPIN_H

#include "options.h"
#include "pins.h"

struct call;

// Whose: names, ranges, MACs or UUIDs, and with --group those of a group.
struct repin {
	char *const *said;
	size_t count;
	const char *generation;	// NULL: pins of both kinds are taken back
	enum pin_kind kind;
};

extern const char *repin_group;
// clang-format off
#define REPIN_GROUP \
	{ 0, "group", "NAME", "the nodes of this group of orion.conf", .text = &repin_group }
// clang-format on

// With the base locked: changes the pins, applies, and says so in a line. 0, or negative and recorded.
int repin(struct call *c, const struct repin *r);

#endif
