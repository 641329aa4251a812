// SPDX-License-Identifier: MIT
// Which bytes of a file are asked for.
#ifndef RANGE_H
#define RANGE_H

#include <stdint.h>

enum range_is {
	RANGE_WHOLE,	// none, more than one, or one that is to be ignored: all of the file
	RANGE_PART,	// n bytes from that place; n is not 0
	RANGE_BEYOND,	// none of its bytes is in the file: the answer is 416
};

struct range {
	uint64_t from, n;
};

// The field Range (RFC 9110, 14.2), NULL when there is none, of a file of that size. r is the whole unless it's a part.
enum range_is range_parse(struct range *r, const char *field, uint64_t size);

#endif
