// SPDX-License-Identifier: MIT
// Text to number, in a range.
#ifndef NUMBER_H
#define NUMBER_H

#include <stddef.h>
#include <stdint.h>

// Takes exactly n decimal digits, no sign, no space; 0 or -1.
int number_parse(uint64_t *v, const char *s, size_t n, uint64_t min, uint64_t max);

// True when s has n lower-case hex digits and nothing else.
int hex_only(const char *s, size_t n);

#endif
