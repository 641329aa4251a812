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

// Leaves out what is for other architectures than --arch (this machine's), a row of commands that look for a package by its name.
void repositories_keep(struct repositories *r);
extern const char *repositories_arch;
// clang-format off
#define ARCH_ROW \
	{ .name = "arch", .argument = "ARCH", .text = &repositories_arch, \
		.help = "packages for these machines (this one's)" }
// clang-format on

// Opens them. What is fetched or remembered of those afar is the caller's own, below $XDG_CACHE_HOME and $XDG_STATE_HOME.
int repositories_open(struct repositories *r, struct call *c);

// The same of one address.
int repositories_open_one(struct repositories *r, struct call *c, const char *url);

// The directory where that is kept: a descriptor.
int repositories_cache(struct arena *a);

void repositories_close(struct repositories *r);

#endif
