// SPDX-License-Identifier: MIT
// Where contents are cut.
#include "cut.h"

#include <stdint.h>

enum {
	WINDOW = 64,	// bytes that decide: a bit of the sum is shifted out with each
	BITS = 18,	// that must be 0: once in 256 KiB
};

#define SPREAD \
	0x9E3779B97F4A7C15u // 2^64 by the golden ratio: the high bits depend on all of the sum

size_t cut(const unsigned char *content, size_t n)
{
	uint64_t sum = 0;

	for (size_t i = CUT_MIN - WINDOW; i < n; i++) {
		sum = (sum << 1) + content[i] + 1;
		if (i >= CUT_MIN && !(sum * SPREAD >> (64 - BITS)))
			return i;
	}
	return n;
}
