// SPDX-License-Identifier: MIT
// Versions of what several servers may change: how often each did. Of two, one follows the other, or nobody knew of the other's change; then the
// later one counts, on all servers the same.
#ifndef STAMP_H
#define STAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

struct arena;
struct buffer;

enum { STAMP_SERVERS = 32 };

struct stamp_count {
	struct text server;
	uint64_t times;
};

struct stamp {
	uint64_t seconds;	// when it was changed last, by whose clock it was
	struct text origin;	// who did
	struct stamp_count of[STAMP_SERVERS];	// by name; who isn't in it never did
	size_t count;
};

enum stamp_order { STAMP_SAME, STAMP_BEFORE, STAMP_AFTER, STAMP_APART };

// Is x the same as y, before it, after it?
enum stamp_order stamp_compare(const struct stamp *x, const struct stamp *y);

// Of two that are apart, is it x that counts?
bool stamp_counts(const struct stamp *x, const struct stamp *y);

// Lets x follow both: its counts become the larger ones. -E_DATA when those are too many servers.
int stamp_join(struct stamp *x, const struct stamp *y);

// The next change, by that server.
int stamp_change(struct stamp *x, struct text server, uint64_t seconds);

// SECONDS ORIGIN NAME:TIMES,NAME:TIMES with tabs between: reads the three fields (hostile; the texts point into them), writes them.
int stamp_parse(struct stamp *x, const struct text field[3]);
void stamp_write(struct buffer *b, const struct stamp *x);

#endif
