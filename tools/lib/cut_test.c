// SPDX-License-Identifier: MIT
// Where contents are cut: never too short or too long, and behind a change soon where they were before.
#include "cut.h"

#include <stdint.h>
#include <stdlib.h>

#include "manifest.h"
#include "test.h"

enum { LENGTH = 16 << 20, ENDS = 256 };

static unsigned char *content;

// Numbers that look like random ones and are the same each time.
static void fill(void)
{
	uint64_t x = 1;

	for (size_t i = 0; i < LENGTH; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		content[i] = (unsigned char)x;
	}
}

// Where the frames of the content from there to its end end, counted from its end.
static size_t cut_all(size_t from, size_t end[ENDS])
{
	size_t count = 0;

	while (from < LENGTH && count < ENDS) {
		size_t left = LENGTH - from,
		       n = cut(content + from, left < FRAME_SIZE ? left : FRAME_SIZE);

		CHECK(n >= CUT_MIN || n == left);
		CHECK(n <= FRAME_SIZE);
		from += n;
		end[count++] = LENGTH - from;
	}
	return count;
}

static void same_again_behind_a_change(void)
{
	size_t a[ENDS], b[ENDS], as = cut_all(0, a);

	CHECK(as > LENGTH / FRAME_SIZE && as < LENGTH / CUT_MIN);
	for (size_t shift = 1; shift < 100000; shift *= 7) {
		size_t bs = cut_all(shift, b), same = 0;

		while (same < as && same < bs && a[as - 1 - same] == b[bs - 1 - same])
			same++;
		CHECK_AT((int)shift, same + 12 >= as);
	}
}

static void short_and_dull(void)
{
	static unsigned char zeros[FRAME_SIZE];

	CHECK(cut(content, 0) == 0 && cut(content, 1) == 1);
	CHECK(cut(content, CUT_MIN) == CUT_MIN);
	CHECK(cut(zeros, sizeof zeros) == sizeof zeros);
}

int main(void)
{
	content = malloc(LENGTH);
	fill();
	same_again_behind_a_change();
	short_and_dull();
	free(content);
	return test_failed;
}
