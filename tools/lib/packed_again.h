// SPDX-License-Identifier: MIT
// Parts that needn't be compressed again, because an older bundle has them.
//
// The same packages must lead to the same bundle, also when another version of the program, which compresses otherwise, made the
// older one. So its part is taken only if it unpacks to what is wanted, and a record has it among those that came from packed_make
// as it is now. The record is a digest a line, newest first: of packed_describe's line and the part's own digest. Whatever else is in
// it means nothing.
#ifndef PACKED_AGAIN_H
#define PACKED_AGAIN_H

#include "text.h"

struct arena;
struct buffer;
struct bundle_file;

struct packed_again {
	const struct bundle_file *bundle;	// the older one; NULL: none
	struct text record;
};

// Does what packed_make does, if it can with the bundle's part of that name. The record has it then.
int packed_again(struct packed_again *p, struct arena *a, const char *name, struct text content,
	struct buffer *to);

#endif
