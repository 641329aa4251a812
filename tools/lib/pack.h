// SPDX-License-Identifier: MIT
// Making a package of a directory and a description: docs/opk.5.scd.
#ifndef PACK_H
#define PACK_H

#include "text.h"

struct arena;
struct manifest;

// Writes the package of what is below dir to out (a descriptor, at its start). description is the text of the keys
// (docs/opk.5.scd, DESCRIPTION). The same directory and description give the same bytes. *m is the manifest, in
// the arena. 0, or negative and recorded.
int pack(struct arena *a, int dir, struct text description, int out, struct manifest *m);

#endif
