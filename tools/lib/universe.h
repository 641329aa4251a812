// SPDX-License-Identifier: MIT
// The packages that matter to a wish: those that can satisfy it or what these need, to the end, out of all that
// repositories have and a target has installed.
#ifndef UNIVERSE_H
#define UNIVERSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index.h"
#include "installed.h"

struct arena;

enum { UNIVERSE_NONE = UINT32_MAX };

struct numbers {
	uint32_t *item;
	size_t count;
};

// A version of a package. Two of one version are there when what is installed isn't what a repository has.
struct candidate {
	struct text name, version;
	const struct index_package *available;	// NULL: in no repository
	struct installed_package *installed;	// NULL: not on the target
	struct numbers needs, conflicts, replaces;	// relations
	uint32_t group;	// those of one name have one; in the order in which names were first met
	uint32_t
		rank; // among those of its name, from 1: by version, what is installed before what isn't
};

// Something that packages or wishes say, and who satisfies it.
struct asked {
	struct text text;
	bool replaces;		// names only: what a package provides doesn't count
	struct numbers by;	// candidates, ascending
};

struct universe {
	struct arena *arena;
	const struct index *const *index;	// ended by NULL
	struct installed *installed;
	struct candidate *candidate;	// in the order in which they were met
	size_t candidates;
	uint32_t *newest;	// by group: the candidate of the highest rank
	size_t groups;
	struct asked *relation;
	size_t relations;
	struct universe_tables *tables;
};

// Takes the indexes of repositories (ended by NULL; of two with the same version of a package the first counts) and a
// target's list; they must stay as long as u does. Nothing is loaded yet. 0, or negative and recorded.
int universe_open(struct universe *u, struct arena *a, const struct index *const *index,
	struct installed *installed);

// Loads all that satisfies the relation (one that passed relation_check); *number is the relation's.
int universe_want(struct universe *u, struct text relation, uint32_t *number);

// Loads what is installed under that name; *candidate is UNIVERSE_NONE when nothing is.
int universe_want_installed(struct universe *u, struct text name, uint32_t *candidate);

// Loads what the loaded ones need, to the end, then works out conflicts, groups and ranks.
// No other may be wanted then.
int universe_finish(struct universe *u);

// The newest version of that name in the repositories, or NULL.
const struct index_package *universe_newest(const struct universe *u, struct text name);

bool numbers_have(const struct numbers *n, uint32_t x);

// Appends; -ENOMEM and recorded.
int numbers_add(struct arena *a, struct numbers *n, uint32_t x);

#endif
