// SPDX-License-Identifier: MIT
// The repositories that a command asks without a target: those that are named, or those of a root.
#ifndef REPOSITORIES_H
#define REPOSITORIES_H

#include <stddef.h>

#include "options.h"
#include "repository.h"

struct call;

struct repositories {
	struct repository *item;
	size_t count;
};

extern const struct option repository_rows[];	// --repository, --key, --root

// Opens them. What is fetched or remembered of those afar is the caller's own, below $XDG_CACHE_HOME and $XDG_STATE_HOME.
int repositories_open(struct repositories *r, struct call *c);

// The same of one address.
int repositories_open_one(struct repositories *r, struct call *c, const char *url);

void repositories_close(struct repositories *r);

#endif
