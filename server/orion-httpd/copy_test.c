// SPDX-License-Identifier: MIT
// Copies of all lengths, at all distances that overlap, beside each other.
#include "copy.h"

#include <string.h>

#include "test.h"

enum { MOST = 100, ROOM = 3 * MOST };

static void check(size_t to, size_t from, size_t n)
{
	char is[ROOM], want[ROOM];

	for (size_t i = 0; i < ROOM; i++)
		is[i] = want[i] = (char)(i * 7 + 1);
	for (size_t i = 0; i < n; i++)
		want[to + i] = (char)((from + i) * 7 + 1);
	CHECK(copy_bytes(is + to, is + from, n) == is + to);
	CHECK_AT((int)n, !memcmp(is, want, ROOM));
}

int main(void)
{
	for (size_t n = 0; n <= MOST; n++)
		for (size_t to = 0; to <= 2 * MOST; to++)
			check(to, MOST, n);
	return test_failed;
}
