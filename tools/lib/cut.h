// SPDX-License-Identifier: MIT
// Where the contents of a package are cut into frames: where the bytes themselves say so. A file that changes, grows or is new
// then changes the frames around it and no other, and who has the old ones needs only these.
#ifndef CUT_H
#define CUT_H

#include <stddef.h>

enum { CUT_MIN = 256 << 10 };	// bytes a frame has at least, unless it is the last

// How many of the n bytes are a frame; n when they don't say.
size_t cut(const unsigned char *content, size_t n);

#endif
