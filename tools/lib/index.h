// SPDX-License-Identifier: MIT
// The index of a repository: docs/orion-index.5.scd. Text in, structures that point into it; and out again, the same bytes.
#ifndef INDEX_H
#define INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "opk.h"
#include "text.h"

struct arena;
struct buffer;

enum {
	INDEX_LENGTH = 256 << 20,	// bytes of text
	INDEX_PACKAGES = 1 << 20,
};

struct index_package {
	struct text name, version, arch;
	struct opk_pin pin;		// file size, head size and digest of the head, for opk_open
	uint64_t installed_size;	// of all contents
	struct text summary, license, origin;	// empty when not said
	// Relations, separated by one blank; all passed relation_check (provides: relation_check_provides). Empty: none.
	// for (rest = p->needs; text_part(&rest, ' ', &t);) of one that isn't empty.
	struct text needs, provides, conflicts, replaces;
};

struct index {
	struct index_package
		*package; // by name (bytes), version (version_compare), architecture (bytes)
	size_t packages;
};

// Parses an index, which must stay as long as x does. 0, or -E_DATA with the line and what is wrong with it recorded. What is
// taken is well-formed in all that docs/orion-index.5.scd says, and is what index_write writes.
int index_parse(struct index *x, struct arena *a, struct text t);

// Writes it; the packages must be sorted. The error stays in the buffer.
void index_write(const struct index *x, struct buffer *b);

// Fills in what an index says of an opened package; the texts are in the arena.
int index_describe(struct index_package *p, struct arena *a, const struct opk *o);

// 0 when the manifest of a package is what the index says of it: name, version and all. Else -E_TRUST. For who installs one.
int index_check(const struct index_package *p, const struct opk *o);

// Compresses an index: the same text gives the same bytes (with the same zstd).
int index_pack(struct text t, struct buffer *packed);

// Decompresses one, in arena memory. Its digest must have been checked before.
int index_unpack(struct arena *a, struct text packed, struct text *t);

// Forgets the packages that a target of this architecture can't have.
void index_keep(struct index *x, struct text arch);

// Sorts the packages as an index has them.
void index_sort(struct index *x);

// All packages of that name: the first (lowest version) and how many; NULL and 0 when there is none.
const struct index_package *index_find(const struct index *x, struct text name, size_t *count);

// The file of a package in its repository: NAME-VERSION.ARCH.opk, in arena memory; NULL without memory.
const char *index_file(struct arena *a, const struct index_package *p);

#endif
