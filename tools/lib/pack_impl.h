// SPDX-License-Identifier: MIT
// What the parts of the writer of packages share.
#ifndef PACK_IMPL_H
#define PACK_IMPL_H

#include <stdint.h>

#include "manifest.h"

struct arena;

// What a description says of a path that is in the directory.
struct override {
	struct text path;
	bool mode_given, owner_given;
	uint16_t mode;
	uint32_t uid, gid;
};

struct description {
	unsigned seen;	// bits of the manifest's keys
	struct override *override;
	size_t overrides;
	struct entry *entry;	// paths that it adds
	size_t entries;
	struct texts foreign;	// below these no ELF file is looked at
	struct texts named;	// of lines with more than a value: key and first value
};

// Takes what a description says: the head into m (unsorted), the rest into d.
int description_parse(struct description *d, struct manifest *m, struct arena *a, struct text t);

// Fills in the paths of m: those below dir and those of the description, sorted, with the sizes that files have now.
int pack_tree(struct manifest *m, struct arena *a, int dir, const struct description *d);

// Compresses all files to a temporary file, *payload, which is the caller's: sizes, digests and frames into m.
int pack_payload(struct manifest *m, struct arena *a, int dir, int *payload);

// Adds what the ELF files need and provide.
int pack_elf(struct manifest *m, struct arena *a, int dir, const struct texts *foreign);

// Sorts what repeats in the head; equal lines become one.
void pack_sort(struct manifest *m);

#endif
