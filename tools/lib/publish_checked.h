// SPDX-License-Identifier: MIT
// Packages of a repository that were checked whole before and haven't changed since. The record, `.checked`, has a digest for each,
// sorted: of its head, and of what the file system says of the file. So another content makes another digest, whatever is in the record.
#ifndef PUBLISH_CHECKED_H
#define PUBLISH_CHECKED_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "digest.h"
#include "text.h"

struct arena;
struct opk;

struct publish_checked {
	struct arena *arena;
	int dir;	// the repository
	struct text record;	// as it was
	struct timespec now;	// when this began, by the clock of the file system
	char (*line)[DIGEST_HEX + 1];	// what it is to be
	size_t lines;
};

// all: nothing counts as checked. A record that can't be read is an empty one.
void publish_checked_open(struct publish_checked *c, struct arena *a, int dir, bool all);

// Checks a package that was opened from fd whole, unless that was done before.
int publish_checked(struct publish_checked *c, struct opk *o, int fd, const char *file);

// Replaces the record, when all were checked. Where that can't be the next time takes longer, no more.
void publish_checked_write(struct publish_checked *c);

#endif
