// SPDX-License-Identifier: MIT
// What single nodes boot, whatever orion.conf and the channels say: until it is taken back (pin), or at their next boot only (once).
// The file `pins` of the base: NODE, DIGEST, `pin` or `once`, with tabs between, sorted. docs/orion-base.5.scd.
#ifndef PINS_H
#define PINS_H

#include <stdbool.h>
#include <stddef.h>

#include "digest.h"
#include "text.h"

struct arena;
struct buffer;

enum pin_kind { PIN_ONCE, PIN };	// in the order of the file: `once` before `pin`

struct pin {
	const char *node;
	struct digest digest;
	enum pin_kind kind;
};

struct pins {
	struct pin *item;	// by node, then kind; each once
	size_t count;
};

// 0, or -E_DATA with the line and what is wrong with it recorded.
int pins_parse(struct pins *p, struct arena *a, struct text t);
void pins_write(struct buffer *b, const struct pins *p);

// Those of a base; none where there is no file.
int pins_load(struct pins *p, struct arena *a, const char *base);

// Replaces the file as a whole. Wants the base's lock, held since they were loaded.
int pins_store(const struct pins *p, const char *base);

// The node's pin of that kind, or NULL.
const struct pin *pins_find(const struct pins *p, const char *node, enum pin_kind kind);

// What the node boots next: its `once`, else its `pin`, else NULL.
const struct pin *pins_next(const struct pins *p, const char *node);

// Sets one, in place of what the node has of that kind; node must last as long as the list.
int pins_set(struct pins *p, struct arena *a, const char *node, const struct digest *d,
	enum pin_kind kind);

// Takes it away: was there one?
bool pins_clear(struct pins *p, const char *node, enum pin_kind kind);

#endif
