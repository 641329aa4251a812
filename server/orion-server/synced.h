// SPDX-License-Identifier: MIT
// Coming to agree with other servers: what `orion sync` does, and `join` at its end.
#ifndef SYNCED_H
#define SYNCED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct peer;

// What was done with one of them.
struct synced_peer {
	const char *name;
	const char *wrong;	// why not, or not all of it; NULL: nothing is
	const char **taken;	// files that are as there now
	size_t count;
	const char **lost;	// files that were changed on both; what counted no more was kept
	size_t losses;
	size_t generations;	// that came
	uint64_t bytes;	// of these
};

struct synced {
	struct synced_peer *item;
	size_t count;
	bool alone;	// there are no others whose key is known
};

// Takes notice of what was changed here, tells it, takes what others tell that counts more, lets it be served. port: of their orion-httpd; poke: where they hear by UDP
// that there is something new (0: nowhere).
// 0, also when some could not be reached; negative and recorded when it went wrong here.
int synced(struct synced *s, struct arena *a, uint64_t port, unsigned poke);

// The first time, of who joins and is to be called self: all that the first tells counts, whatever is here, which is kept where it is something else; what the
// first hasn't is told then. orion.conf comes last: without it nothing has happened. -E_DATA when not all of it came.
int synced_join(struct synced *s, struct arena *a, const struct peer *first, const char *self);

// Takes notice and tells, no more.
int synced_tell(struct arena *a);

#endif
