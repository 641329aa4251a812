// SPDX-License-Identifier: MIT
// Putting other files and directories in the place of those of a base, all or none, whenever it is cut off. What was there is kept.
#ifndef BASE_RESTORE_H
#define BASE_RESTORE_H

#include <stddef.h>

struct arena;
struct base;

// A directory, empty, for what shall be: names as in the base. A descriptor. Wants the base's lock, as all here.
int base_restore_begin(const struct base *b);

// Which names of the base are to change.
struct base_restore {
	const char *const *name; // a name that the directory hasn't goes from the base
	size_t names;
	const char *const
		*added; // files further below that the base hasn't yet, and that come besides
	size_t adds;
};

// Lets it be so. *aside is the name, below the base, of the directory that has what was there, NULL when there was nothing. -E_DATA,
// with nothing changed, when one is a mount.
int base_restore_commit(
	const struct base *b, struct arena *a, const struct base_restore *what, const char **aside);

// Throws away what base_restore_begin made.
int base_restore_abandon(const struct base *b);

// Finishes what was cut off behind its decision, and takes away what was before it; base_lock does that for everybody. 0, or negative and
// recorded.
int base_restore_finish(int dir, struct arena *a);

#endif
