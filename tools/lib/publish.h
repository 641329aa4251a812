// SPDX-License-Identifier: MIT
// Writing a repository: the index of a directory of packages, and what is signed. A reader sees the old or the new
// one at any moment, and so does who comes after a crash: one file, `latest`, is replaced, all others never change.
#ifndef PUBLISH_H
#define PUBLISH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "release.h"

struct arena;

// In the directory of keys: of several servers with the same keys which one this is, 0 to 7. The others' serials are others.
#define PUBLISH_PLACE "place"

struct publish {
	int dir;	// the repository
	int keys;	// release.key and timestamp.key; root.pub and root.key, or several root-NAME, when a new root is needed
	uint64_t date;	// now, in seconds
	uint64_t serial;	// of the release and of the timestamp: at least this
	bool all;	// check also packages that were checked before and didn't change
	size_t threshold;	// not 0: the root keys are those in keys from now on, and so many must sign
};

// What there is then.
struct published {
	struct root root;
	struct release release;
	struct timestamp timestamp;
	size_t packages;
	bool new_root, new_release;	// this run made it
};

// Checks each package of the directory whole that wasn't before or has changed since, and lists them all. When nothing changed, only the timestamp is new.
int publish_index(struct arena *a, const struct publish *p, struct published *result);

// A root that waits in the repository, as `root-next`, until enough have signed it.
struct published_root {
	struct root root, before;	// before: the one in force; its serial is 0 when there is none
	size_t by_before, by_own;	// how many of whose keys have signed
	bool added;	// this run added a signature
};

// Signs the root that waits with the root keys that are there.
int publish_sign_root(struct arena *a, const struct publish *p, struct published_root *result);

// Signs a new timestamp for the release that is there. Wants timestamp.key only.
int publish_timestamp(struct arena *a, const struct publish *p, struct published *result);

#endif
