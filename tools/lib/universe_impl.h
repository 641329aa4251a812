// SPDX-License-Identifier: MIT
// What the parts of a universe share.
#ifndef UNIVERSE_IMPL_H
#define UNIVERSE_IMPL_H

#include "universe.h"

// NAME or NAME=VERSION of a package's provides.
struct provided {
	struct text name, version;
	uint32_t package;
	uint32_t next;	// in its chain: ascending packages
};

struct universe_tables {
	size_t available;	// packages in all indexes
	uint32_t *candidate_of;	// by package; UNIVERSE_NONE: not loaded
	uint32_t *twin;		// by installed one: the same package in the index, or UNIVERSE_NONE
	struct provided *provided;
	size_t provideds;
	uint32_t *chain;	// by hash of the name
	uint32_t chain_mask;
	uint32_t *known;	// relations by hash of the text: number + 1
	uint32_t known_mask;
};

enum saying { NEEDS, PROVIDES, CONFLICTS, REPLACES };

// A list of relations, wherever it stands.
struct words {
	struct text rest;		// of an index: separated by blanks
	const struct texts *list;	// of a manifest
	size_t at;
};

bool words_next(struct words *w, struct text *t);
struct words words_of_index(const struct index_package *p, enum saying what);
struct words words_of_manifest(const struct manifest *m, enum saying what);

// Of a name or a relation.
uint32_t text_hash(struct text t);

const struct index_package *universe_package(const struct universe *u, size_t package);

// The number of that version, in the first index that has it; UNIVERSE_NONE when none has.
uint32_t universe_find(const struct universe *u, struct text name, struct text version,
	const struct index_package **p);

#endif
