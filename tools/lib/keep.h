// SPDX-License-Identifier: MIT
// From a buffer, which is written again, to an arena, where it stays.
#ifndef KEEP_H
#define KEEP_H

struct arena;
struct buffer;
struct text;

// Copies what is in the buffer to the arena, with a 0 behind it, and empties the buffer. 0, or the buffer's first error.
int keep(struct arena *a, struct buffer *b, struct text *t);

#endif
