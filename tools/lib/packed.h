// SPDX-License-Identifier: MIT
// Compressing the parts of a bundle that are archives.
#ifndef PACKED_H
#define PACKED_H

#include "text.h"

struct buffer;

// Appends content as one zstd frame, which tells its content's size and ends in a checksum that the kernel compares. The same
// version of zstd writes the same bytes. 0, or negative and recorded.
int packed_make(struct buffer *to, struct text content);

#endif
