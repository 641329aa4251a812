// SPDX-License-Identifier: MIT
// Where packages come from in a run: files that were named, and the repositories of the target.
#ifndef SUPPLY_H
#define SUPPLY_H

#include <stddef.h>

#include "index.h"
#include "opk.h"
#include "repository.h"

struct arena;
struct target;

#define CACHE_DIRECTORY "var/cache/orion/pkg"	// below a root: what is fetched for it

// A package that is open.
struct supplied {
	int fd;
	struct opk opk;
};

struct supply {
	struct text arch;	// of the target: no package for another is taken. Set before supply_open
	struct supplied **named;	// the files, in their order
	size_t names;
	struct supplied **fetched;	// of repositories
	size_t fetches;
	struct index files;	// what the files have
	struct repository *repository;
	size_t repositories;
	const struct index **index;	// all of them, the files' first, ended by NULL: for solve
};

// Opens a package file. It is s->named[s->names - 1] then.
int supply_file(struct supply *s, struct arena *a, const char *path);

// Opens the target's repositories, and makes s->index. To be called once, after the files were named.
int supply_open(struct supply *s, struct arena *a, const struct target *t);

// The same of one repository that is open, which is s's from now on; of none with NULL.
int supply_use(struct supply *s, struct arena *a, struct repository *r);

// Opens a package of one of the indexes; it is s's. root: where another version of it is installed, -1 for nowhere.
int supply_package(struct supply *s, struct arena *a, const struct index_package *p, int root,
	struct opk **opk);

void supply_close(struct supply *s);

#endif
