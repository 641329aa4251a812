// SPDX-License-Identifier: MIT
// Compressing the parts of a bundle that are archives.
#ifndef PACKED_H
#define PACKED_H

#include <stdbool.h>

#include "text.h"

struct buffer;

// Appends content as one zstd frame, which tells its content's size and ends in a checksum that the kernel compares.
// 0, or negative and recorded.
int packed_make(struct buffer *to, struct text content);

// A line that says all that decides about the bytes that packed_make writes of a content: where it is the same, they are.
void packed_describe(struct buffer *to);

// Whether a frame has just that content.
bool packed_holds(struct text packed, struct text content);

#endif
