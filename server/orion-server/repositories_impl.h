// SPDX-License-Identifier: MIT
// What both sides of agreeing on a repository need to know of the one here: repositories_look.c finds out what is missing, repositories_agree.c puts it in.
#ifndef REPOSITORIES_IMPL_H
#define REPOSITORIES_IMPL_H

#include "repositories.h"

#define REPOSITORIES_OWN "repository"	// in the base

struct digest;
struct index_package;

// Where it is said that the package of that file was taken away; NULL: no memory.
const char *repositories_removed(struct arena *a, const char *file);

// Was a package of that digest taken away? 1, 0, or negative and recorded.
int repositories_is_removed(const struct repositories *r, const char *file, const struct digest *d);

// The digest of a package of ours: 1, 0 when it isn't here, or negative and recorded.
int repositories_digest_here(const struct repositories *r, const char *file, struct digest *d);

// Where a package lies that has come; NULL: no memory.
const char *repositories_part(const struct repositories *r, const struct index_package *p);

// The directory of what the other one signed.
const char *repositories_signed(const struct repositories *r);

#endif
