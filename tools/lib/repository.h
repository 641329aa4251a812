// SPDX-License-Identifier: MIT
// A repository, as one who installs from it sees it: a directory or an HTTP(S) address whose index was verified.
#ifndef REPOSITORY_H
#define REPOSITORY_H

#include <stddef.h>

#include "index.h"
#include "text.h"
#include "trust.h"

struct arena;

// Where one is and whom to believe. The texts must stay as long as what is opened by it.
struct repository_place {
	const char *name;	// [a-z0-9][a-z0-9+._-]*: names its state and its cache
	const char *url;	// a directory, file:/DIRECTORY, http://... or https://...
	struct minisign_key root;	// the key that must have signed its `root`
};

struct repository {
	const struct repository_place *place;
	struct index index;
	struct trust trust;	// serials, dates, expiry
	struct repository_access *access;
};

// The repositories that a root is told to use: a file each below etc/orion/repositories/, sorted by name. None is no error.
int repository_places(struct arena *a, int root, struct repository_place **list, size_t *count);

// One such file's text: lines `url<TAB>URL` and `key<TAB>PUBLIC-KEY`. name is the file's.
int repository_place_parse(
	struct repository_place *p, struct arena *a, const char *name, struct text t);

// Fetches what is signed, checks it against the key and against what is known from before, remembers it, reads the index.
// state: a directory for what is remembered (made below it: NAME/), or -1: nothing is known and nothing is kept.
// cache: a directory for what is fetched from afar, or -1 for a repository that is a directory.
// An expired repository, or one read with a clock that can't be right, opens too: trust_fresh tells, and repository_package asks it.
int repository_open(struct repository *r, struct arena *a, const struct repository_place *p,
	int state, int cache);

// Opens a package of its index for opk_open with &p->pin: a descriptor at its start, which the caller closes. From afar it is
// fetched into the cache first, unless it is there. The size is that of the index; the rest opk_open checks.
// -E_TRUST when the repository has expired.
int repository_package(struct repository *r, const struct index_package *p);

void repository_close(struct repository *r);

#endif
