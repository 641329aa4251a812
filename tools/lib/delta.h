// SPDX-License-Identifier: MIT
// Frames of a package that are here already: in other packages, or, not packed, as files that are installed. A frame is what
// its digest says, wherever it comes from, so nothing has to be believed of these places.
#ifndef DELTA_H
#define DELTA_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

struct delta;
struct manifest;

// Looks at the packages (*.opk) of a directory, which must stay open. 0, or negative and recorded.
int delta_open(struct delta **d, int dir);

// Whether a package of that name is among them.
bool delta_has(const struct delta *d, struct text name);

// Writes frame n of the package to fd, at a place in it: from a package, or else from files below root (-1: there is none).
// 1 when it was there, 0 when not, or negative and recorded. *m must be the same until delta_forget.
int delta_frame(struct delta *d, const struct manifest *m, size_t n, int root, int fd, uint64_t at);

// Another package comes: what was found out of this one's files is forgotten.
void delta_forget(struct delta *d);

void delta_close(struct delta *d);	// NULL is fine

#endif
