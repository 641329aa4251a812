// SPDX-License-Identifier: MIT
// The keys of the base's repository, as servers that are replicas share them: a text that only they see (sealed.h).
//
//   orion-keys  1
//   NAME  LENGTH                  sorted; the file's bytes follow, then the next
#ifndef SIGNING_KEYS_H
#define SIGNING_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

struct arena;
struct base;
struct buffer;
struct root;
struct signers;

enum { SIGNING_KEYS_LENGTH = 256 << 10, SIGNING_KEYS = 128 }; // bytes of the text; files

struct signing_keys {
	struct signing_key {
		struct text name, data;
	} * item;
	size_t count;
};

// Those of a base: none when it has none.
int signing_keys_load(struct signing_keys *k, struct arena *a, const struct base *b);

// 0, or -E_DATA and recorded. What it takes, the writer spells again. The texts point into t.
int signing_keys_parse(struct signing_keys *k, struct arena *a, struct text t);
void signing_keys_write(struct buffer *b, const struct signing_keys *k);

// Whom who reads what they sign must believe: root.pub. -ENOENT when there is none.
int signing_keys_root(const struct signing_keys *k, struct signers *s);

// Are release and timestamp key those that the root names?
bool signing_keys_are(const struct signing_keys *k, const struct root *r);

bool signing_keys_equal(const struct signing_keys *x, const struct signing_keys *y);

// Makes them those of the base: all or none of them, whenever it is cut off. Those that were are kept, in SHARED_LOST. Wants the base's lock.
int signing_keys_put(const struct signing_keys *k, struct arena *a, const struct base *b);

#endif
