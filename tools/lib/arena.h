// SPDX-License-Identifier: MIT
// Memory that lives as long as a command: taken piece by piece, given back all at once.
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

struct arena {
	struct arena_block *block;	// the newest; {0} is an empty arena
};

// Room for count things of size bytes, zeroed, aligned for any type; NULL, and the failure recorded, without memory.
// A count of 0 gives a pointer too.
void *arena_array(struct arena *a, size_t count, size_t size);

// Room for one more: items, an array of count things from here (NULL for none), or a longer copy of it. Call it
// before each append; NULL, and the failure recorded, without memory.
void *arena_more(struct arena *a, void *items, size_t count, size_t size);

// n bytes of s and a 0 behind them.
char *arena_text(struct arena *a, const char *s, size_t n);

// A formatted text.
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

// Gives all of it back; the arena is empty then.
void arena_free(struct arena *a);

#define ARENA_NEW(a, type) ((type *)arena_array(a, 1, sizeof(type)))
#define ARENA_ARRAY(a, type, count) ((type *)arena_array(a, count, sizeof(type)))

#endif
