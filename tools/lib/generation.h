// SPDX-License-Identifier: MIT
// Bundles of a base: made, taken in, found again.
#ifndef GENERATION_H
#define GENERATION_H

#include <stdbool.h>

#include "text.h"

struct arena;
struct base_role;
struct bundle_file;
struct digest;
struct image;
struct role;

// Makes the bundle of an image that has its tree, in bundles/ROLE/.new of the base, on the disk. r->packed is of it then.
int generation_make(
	struct base_role *r, struct image *m, const struct role *asked, struct digest *digest);

// Copies a bundle that is open to bundles/ROLE/.new, checked whole, on the disk. With spooled, its path in the base, it is moved there.
int generation_take(const struct base_role *r, struct arena *a, const struct bundle_file *from,
	const char *spooled);

// Calls try with the path of the bundle, which is new when it lies in `.new` yet.
int generation_try(const struct base_role *r, struct arena *a, const struct digest *digest,
	bool new, int (*try)(void *arg, const char *path), void *arg);

// Takes away what one of these left in bundles/ROLE/.new when it failed. What was recorded stays.
void generation_forget(const struct base_role *r, struct arena *a);

// Reads the wish and the lock of a bundle; the texts are in the arena.
int generation_read(
	const struct bundle_file *b, struct arena *a, struct role *asked, struct text *lock);

// The same of a generation that the base has. -ENOENT when it hasn't.
int generation_load(const struct base_role *r, struct arena *a, const struct digest *digest,
	struct role *asked, struct text *lock);

// Checks the bundle of a generation whole.
int generation_check(const struct base_role *r, struct arena *a, const struct digest *digest);

// Finds a generation of that wish and lock: true when there is one.
bool generation_find(const struct base_role *r, struct arena *a, const struct role *asked,
	struct text lock, struct digest *digest);

#endif
