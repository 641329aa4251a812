// SPDX-License-Identifier: MIT
// The directory that holds a path, kept open: the next path is in the same one, as a rule. No link is followed on the way.
#ifndef PARENT_H
#define PARENT_H

#include <stdbool.h>

#include "path.h"
#include "text.h"

struct parent {
	int root;	// below which the paths are; the caller's
	int fd;		// -1: none
	size_t n;	// of the directory's path
	char path[PATH_LENGTH + 32];	// staged paths have a number in front
	char name[256];
};

void parent_init(struct parent *p, int root);

// Opens what holds the path: a descriptor that is p's, with *name (ended by a 0, valid until the next call) the last component.
// Else a negative errno, not recorded: -ENOENT, -ENOTDIR, -ELOOP (a link is in the way), ...
int parent_of(struct parent *p, struct text path, const char **name);

// To be called when directories went away or came.
void parent_forget(struct parent *p);

#endif
