// SPDX-License-Identifier: MIT
// What the parts of publishing share.
#ifndef PUBLISH_IMPL_H
#define PUBLISH_IMPL_H

#include <stdbool.h>

#include "release.h"
#include "trust.h"

struct arena;
struct index;
struct publish;
struct published;

// What the directory had before, as far as it could be read. Serials go on from there.
struct current {
	bool known;	// it has a `latest`
	struct latest latest;
	struct root root;
	struct timestamp timestamp;
	struct release release;
	struct trust_root_file root_file;
	struct trust_file release_file;
};

// The signatures are asked by who goes on with a file; here it is our own directory.
int publish_load(struct arena *a, int dir, struct current *c);
// Only `latest` and the root.
int publish_load_root(struct arena *a, int dir, struct current *c);

// Checks each *.opk of the directory, and describes them all, sorted.
int publish_scan(struct arena *a, const struct publish *p, struct index *x);

// Settles which root is in force: the one that is, or a new one, whose files are written then. latest gets its roots.
// -E_TRUST when a new one has too few signatures: it is kept as `root-next` for others to sign.
int publish_root(struct arena *a, const struct publish *p, const struct current *c,
	struct published *r, struct latest *latest);

// The root in force is good, and if there are root keys here, it has one of them.
int publish_root_ours(struct arena *a, const struct publish *p, const struct current *c);

// Takes `root-next` away when one with its serial is in force.
void publish_root_done(struct arena *a, const struct publish *p, const struct root *in_force);

#endif
