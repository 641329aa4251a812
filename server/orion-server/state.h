// SPDX-License-Identifier: MIT
// Files that are derived, all together: what shall be, what is there, and replacing the one by the other at once.
#ifndef STATE_H
#define STATE_H

#include <stddef.h>

#include "text.h"

struct arena;

struct state_file {
	const char *path;	// below the directory of the state
	struct text content;
};

struct state {
	struct state_file *item;	// sorted by path, each once, once state_sort was called
	size_t count;
};

// Both texts must last as long as the state.
int state_add(struct state *s, struct arena *a, const char *path, struct text content);

void state_sort(struct state *s);

// Reads what is in the directory `state` of dir; nothing when there is none.
int state_load(struct state *s, struct arena *a, int dir);

// Called for each file that differs, in order: was or is may be NULL. Not 0 ends it.
typedef int state_difference(void *arg, const struct state_file *was, const struct state_file *is);
int state_compare(
	const struct state *was, const struct state *is, state_difference *found, void *arg);

// Makes it the directory `state` of dir: all of it is on the disk before one rename puts it there. What a run that was cut off left is
// taken away.
int state_write(const struct state *s, int dir);

// Replaces those files of it that are there and differ, each by a rename of its own.
int state_replace(const struct state *some, struct arena *a, int dir);

// Only takes that away.
int state_tidy(int dir);

#endif
