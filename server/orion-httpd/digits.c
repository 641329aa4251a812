// SPDX-License-Identifier: MIT
// Numbers as text.
#include "digits.h"

#include <string.h>

char *digits(char *out, uint64_t v, unsigned base, unsigned least)
{
	char text[DIGITS_ROOM], *first = text + sizeof text;
	unsigned n = 0;

	for (; v || n < least; v /= base, n++)
		*--first = "0123456789abcdef"[v % base];
	memcpy(out, first, n);
	return out + n;
}
