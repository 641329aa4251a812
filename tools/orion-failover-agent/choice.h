// SPDX-License-Identifier: MIT
// Which server shall be used: decided of what is known of all, and of nothing else.
#ifndef CHOICE_H
#define CHOICE_H

#include <stdbool.h>
#include <stdint.h>

struct peer;

struct choice {
	const struct peer *peer;	// in the order of preference
	unsigned peers, in_use;
	bool lost;	// the one in use is dead, and it was said that none can take over
	bool stay;	// the last move was asked for
	bool manual;	// moves are asked for, all of them
	int64_t back_after;	// how long the first must be alive to be used again; 0: it isn't
};

enum { CHOICE_STAY = -1, CHOICE_LOST = -2 };

// The server to move to, the one in use when it was lost and is back; else CHOICE_STAY or CHOICE_LOST. *why is the reason.
int choice_make(const struct choice *c, int64_t now, const char **why);

// When the first is used again, if nothing happens; NEVER of clock.h.
int64_t choice_due(const struct choice *c);

#endif
