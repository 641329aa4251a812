// SPDX-License-Identifier: MIT
// A role's candidate: what is made or published last, which a change on another server is, too.
#ifndef CANDIDATE_H
#define CANDIDATE_H

struct arena;
struct base;
struct digest;

// Lets the role boot a generation whose bundle is here; what it asks for is what the bundle says, as when one goes back to it. Nothing when it
// does already. Wants the base's lock.
int candidate_point(struct arena *a, struct base *b, const char *role, const struct digest *d);

#endif
