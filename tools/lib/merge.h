// SPDX-License-Identifier: MIT
// What two made of one text, put together.
#ifndef MERGE_H
#define MERGE_H

#include <stddef.h>

#include "text.h"

struct buffer;

// Lines that one of the two changed become that one's; those that both changed alike too. Where they changed the same ones differently
// both stand in the result between marks, as git's diff3 style has them, with what was there before. How many such places there are.
// Errors stay in the buffer.
size_t merge(struct buffer *b, struct text base, struct text ours, struct text theirs);

#endif
