// SPDX-License-Identifier: MIT
// For the fuzz target: a proof of any bytes.
#ifndef JOINING_IMPL_H
#define JOINING_IMPL_H

#include "joining.h"

// Adds the proof of what is in the buffer, by who (`asks`, `answers`, `refuses`), as what follows before.
int joining_add_proof(struct buffer *b, const unsigned char secret[JOINING_SECRET], const char *who,
	struct text before);

#endif
