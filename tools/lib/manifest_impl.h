// SPDX-License-Identifier: MIT
// What the parts of the reader of manifests share, and the writer of packages with them.
#ifndef MANIFEST_IMPL_H
#define MANIFEST_IMPL_H

#include "manifest.h"

enum { MANIFEST_FIELDS = 8 };	// more than any line has

// Flags of a key. Those that repeat are sorted by their first value, without equals, but for the unsorted.
enum { MAY = 1, REPEATS = 2, UNSORTED = 4 };

struct manifest_key {
	const char *name;
	size_t fields;	// with the key
	unsigned flags;
	int (*take)(struct manifest *m, struct arena *a, const struct text *f);
};

// In the order in which they stand; the last has no name.
extern const struct manifest_key manifest_keys[];

// The key of that name, or NULL.
const struct manifest_key *manifest_key_find(struct text name);

// Takes the n fields of a line; 0, or negative and recorded. A key that is NULL is an error.
int manifest_take_fields(struct manifest *m, struct arena *a, const struct manifest_key *key,
	const struct text *f, size_t n);

// A number of a user or group.
int manifest_take_id(uint32_t *id, struct text t);

// True when n fields begin a line of a path.
bool manifest_is_entry(const struct text *f);

// Parses such a line on its own.
int manifest_parse_entry(struct entry *e, const struct text *f, size_t n);

// Takes such a line, for which m->entry has room; it must follow its predecessor in order.
int manifest_take_entry(struct manifest *m, const struct text *f, size_t n);

bool entry_has_setuid(const struct entry *e);	// or setgid
bool entry_is_device(const struct entry *e);

#endif
