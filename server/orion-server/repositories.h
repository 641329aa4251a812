// SPDX-License-Identifier: MIT
// The repositories of two servers come to have the same packages, keys and signatures: docs/DESIGN.md, "Two servers".
#ifndef REPOSITORIES_H
#define REPOSITORIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "repository.h"
#include "signing_keys.h"
#include "text.h"

struct arena;
struct base;
struct fetcher;
struct minisign_secret;
struct peer;
struct shared;

#define REPOSITORIES_REMOVED \
	"removed" // in the base: a file for each package that was taken away, with its digest

enum { REPOSITORIES_KEYS = 32 }; // bytes of a name by which a server tells its keys, with its 0

// What is told besides the list: the digest of `latest`, and keys, sealed, for each other server.
#define REPOSITORIES_ALSO "repository"
void repositories_keys_name(char name[REPOSITORIES_KEYS], const struct minisign_key *to);

// With one other server.
struct repositories {
	struct arena *arena;
	const struct base *base;
	const struct peer *peer;
	struct repository theirs; // as what it signed says, checked
	bool same; // both are
	bool differ; // theirs is another one, and was read; else there is nothing to take
	bool instead; // theirs counts, whatever is here
	struct signing_keys keys; // theirs, where these are to be ours
	bool new_keys;
	const struct index_package **missing; // here; they came
	size_t missings;
	const char *
		twin; // a package of which they have another of the same name and version; NULL: there is none
	size_t changes; // packages that came or went
	uint64_t bytes;
};

// Without the base's lock: finds out what is missing here, and fetches it. theirs: its list; first: its keys count when both have keys of their own.
int repositories_look(struct repositories *r, struct arena *a, const struct base *b,
	struct fetcher *f, const struct peer *p, const struct minisign_secret *own,
	const struct shared *theirs, bool first);

// With it: makes it so. Takes away what was taken away elsewhere, too.
int repositories_agree(struct repositories *r);

void repositories_close(struct repositories *r);

#endif
