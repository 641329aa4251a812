// SPDX-License-Identifier: MIT
// The texts of a base: the log of a role's generations, its channel, lists of relations. docs/orion-base.5.scd.
// A parser returns 0, or -E_DATA with the line and what is wrong with it recorded. What it takes, the writer spells again.
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "digest.h"
#include "manifest.h"

struct arena;
struct buffer;

struct generation {
	uint64_t number, seconds;
	struct digest digest;
};

// What a role's machines boot.
struct channel {
	struct digest current, former;	// former: what they booted before
	bool boots, has_former;		// whether there is one
};

// All generations that were, by number; *list is in the arena.
int base_parse_generations(struct generation **list, size_t *count, struct arena *a, struct text t);
void base_write_generation(struct buffer *b, const struct generation *g);

// An empty one boots nothing.
int base_parse_channel(struct channel *c, struct text t);
void base_write_channel(struct buffer *b, const struct channel *c);

// A relation (or a name, which is one) a line, in any order; they point into t.
int base_parse_lines(struct texts *list, struct arena *a, struct text t);
void base_write_lines(struct buffer *b, const struct texts *list);

#endif
