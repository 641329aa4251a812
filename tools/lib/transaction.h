// SPDX-License-Identifier: MIT
// Changing what is installed in a directory: wholly or not at all, whenever it is cut off. docs/orion-transactions.7.scd.
#ifndef TRANSACTION_H
#define TRANSACTION_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

struct arena;
struct choices;
struct installed;
struct installed_package;
struct opk;
struct target;

// One package that comes, goes or is replaced.
struct transaction_change {
	const struct installed_package *old;	// NULL: it is new
	struct opk *opk;			// NULL: it goes
};

// Lines for people about what isn't as they may think: a configuration file that was kept, and so on.
struct transaction_notes {
	struct text *item;
	size_t count;
};

struct transaction {
	const struct target *target;	// locked, unless only simulated
	const struct installed *installed;	// of it, all manifests parsed
	const struct transaction_change *
		change; // each package once; the same package twice: what differs on the disk is written anew
	size_t changes;
	struct text world, hold;	// the new lists; without s: as they are
	const struct choices *choices;	// whose alternatives are chosen; NULL: as they are
	const char *command;		// for the history
	bool repair;	// directories and links of packages that stay are made again, too, where they differ on the disk
	// True when it shall stop, asked until it is decided; NULL: never.
	bool (*stop)(void);
};

// Finds out, without changing anything, whether it can be done; else it is recorded why not, and all reasons are in the notes.
int transaction_check(
	const struct transaction *t, struct arena *a, struct transaction_notes *notes);

// Does it. A transaction with nothing to do changes nothing. What is negative and recorded has changed nothing
// either, unless the record says that it was decided: then the next run finishes it.
int transaction_run(const struct transaction *t, struct arena *a, struct transaction_notes *notes);

#endif
