// SPDX-License-Identifier: MIT
// Packages that the roles of a base are made of, and the base's repository of them.
#ifndef BASE_PACKAGES_H
#define BASE_PACKAGES_H

#include "text.h"

struct arena;
struct base;
struct base_role;
struct index;
struct installed;
struct repository;

// What machines the role boots on; s is NULL when it has booted none yet. In the arena.
int base_arch(const struct base_role *r, struct arena *a, struct text *arch);

// 1 when it has one, 0 when nothing was ever signed there, or negative and recorded.
int base_has_repository(const struct base *b);

// Opens the repository of a base: its own keys say whom to believe.
int base_repository(const struct base *b, struct arena *a, struct repository *repo);

// The packages of a lock as if they were installed: names, versions and digests.
int base_packages(struct arena *a, struct text lock, struct installed *in);

// The same of those that the indexes (ended by NULL) have, with what they say of each other. missing (may be NULL) is called for each that none has.
int base_described(struct arena *a, struct text lock, const struct index *const *index,
	struct installed *in, void (*missing)(void *arg, struct text name, struct text version),
	void *arg);

#endif
