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

struct publish {
	int dir;	// the repository
	int keys;	// root.pub and release.key and timestamp.key; root.key when a new root is needed
	uint64_t date;	// now, in seconds
	uint64_t serial;	// of the release: at least this
};

// What there is then.
struct published {
	struct root root;
	struct release release;
	struct timestamp timestamp;
	size_t packages;
	bool new_root, new_release;	// this run made it
};

// Checks each package of the directory whole, and lists them. When nothing changed, only the timestamp is new.
int publish_index(struct arena *a, const struct publish *p, struct published *result);

// Signs a new timestamp for the release that is there. Wants timestamp.key only.
int publish_timestamp(struct arena *a, const struct publish *p, struct published *result);

#endif
