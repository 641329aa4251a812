// SPDX-License-Identifier: MIT
// From a backup to a base: what differs is written beside it and checked, nothing of the base is touched.
#ifndef RESTORE_STAGE_H
#define RESTORE_STAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "backup_archive.h"
#include "base_restore.h"

struct arena;
struct base;

enum { RESTORE_NAMES = 16 };

struct restore {
	struct base *base;
	struct arena *arena;
	struct backup_archive archive;
	struct backup_list was; // what the base has

	const char *name[RESTORE_NAMES]; // of the base, that change
	size_t names;
	const char **added; // bundles that come
	size_t adds;
	size_t files; // of the archive that the base hasn't just so
};

// Reads the list of an archive and finds out what changes. Wants the base's lock, as all here.
int restore_open(struct restore *r, struct arena *a, struct base *b, int fd, const char *name);

// Which of what changes did people put here, as a list with commas; "" for nothing, NULL without memory.
const char *restore_replaces(const struct restore *r);

// Reads the archive to its end and checks it whole; what is to come is beside the base then. On failure, nothing is.
int restore_stage(struct restore *r);

#endif
