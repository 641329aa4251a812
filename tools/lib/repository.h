// SPDX-License-Identifier: MIT
// A repository, as one who installs from it sees it: a directory or an HTTP(S) address whose index was verified.
#ifndef REPOSITORY_H
#define REPOSITORY_H

#include "index.h"
#include "place.h"
#include "trust.h"

struct arena;

struct repository {
	const struct repository_place *place;
	const char *url;	// the one of its addresses that answered
	struct index index;
	struct trust trust;	// serials, dates, expiry
	struct repository_access *access;
	uint64_t fetched,
		known; // bytes of packages from afar: those that came, and those that were here already
};

// Fetches what is signed, checks it against the key and against what is known from before, remembers it, reads the index.
// state: a directory for what is remembered (its file NAME), or -1: nothing is known and nothing is kept.
// cache: a directory for what is fetched from afar (its directory NAME), or -1 for a repository that is a directory.
// Of several addresses the first one counts at which all is right; what it records when there is none names each.
// An expired repository, or one read with a clock that can't be right, opens too: trust_fresh tells, and repository_package asks it.
int repository_open(struct repository *r, struct arena *a, const struct repository_place *p,
	int state, int cache);

// Opens a package of its index for opk_open with &p->pin: a descriptor at its start, which the caller closes. From afar it is
// fetched into the cache first, unless it is there. The size is that of the index; the rest opk_open checks, and
// index_check behind it.
// -E_TRUST when the repository has expired.
int repository_package(struct repository *r, const struct index_package *p);

// The same of a package of which another version is installed below root: what of it has not changed is not fetched.
int repository_update(struct repository *r, const struct index_package *p, int root);

void repository_close(struct repository *r);

#endif
