// SPDX-License-Identifier: MIT
// Does orion.conf say something else than what is served?
#ifndef PENDING_H
#define PENDING_H

#include <stddef.h>

struct arena;
struct call;

struct pending {
	size_t files;	// that `orion apply` would change
	const char *wrong;	// why it could not; NULL: it could
};

// 0, or negative and recorded when that can't be found out.
int pending_find(struct pending *p, struct arena *a);

// It as a line without its end; NULL when what is served is what orion.conf says.
const char *pending_line(const struct pending *p, struct arena *a);

// For commands that list: says it on standard error, for people only.
void pending_note(struct call *c);

#endif
