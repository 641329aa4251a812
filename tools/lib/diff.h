// SPDX-License-Identifier: MIT
// The difference of two texts, for people.
#ifndef DIFF_H
#define DIFF_H

#include "text.h"

struct buffer;

// Lines that only the old one has with `-` before them, those of the new one with `+`, and two equal ones around these with a blank;
// `...` where equal ones are left out. The same texts are nothing. Errors stay in the buffer.
void diff_write(struct buffer *b, struct text from, struct text to);

#endif
