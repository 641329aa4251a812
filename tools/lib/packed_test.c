// SPDX-License-Identifier: MIT
// Parts are packed alike each time, unpack to what they were, and say meanwhile how far that is.
#include "packed.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "buffer.h"
#include "progress.h"
#include "test.h"

enum { SIZE = 1 << 20 };

static char content[SIZE];
static uint64_t done, total;
static unsigned told;

static void watch(const struct progress *p)
{
	if (!p || p->phase != PROGRESS_COMPRESS)
		return;
	told++;
	done = p->done;
	total = p->total;
}

// Something that can be compressed, but not all too well.
static void fill(void)
{
	uint32_t x = 1;

	for (size_t i = 0; i < SIZE; i++) {
		x = x * 1664525 + 1013904223;
		content[i] = (char)('a' + (x >> 28));
	}
}

static const size_t sizes[] = { 0, 1, 4096, 128 << 10, (256 << 10) - 1, 256 << 10, (256 << 10) + 1,
	SIZE };

static void unpacks(size_t n)
{
	struct buffer one = { 0 }, two = { 0 };
	char *back = malloc(n + 1);

	CHECK(!packed_make(&one, (struct text){ content, n }));
	CHECK(!packed_make(&two, (struct text){ content, n }));
	CHECK(text_equal(buffer_view(&one), buffer_view(&two)));
	CHECK(ZSTD_getFrameContentSize(one.s, one.n) == n);
	CHECK(back && ZSTD_decompress(back, n + 1, one.s, one.n) == n && !memcmp(back, content, n));
	CHECK(one.n > 4 && one.s[4] & 4);	// RFC 8878, 3.1.1.1.1: a checksum is there
	buffer_free(&one);
	buffer_free(&two);
	free(back);
}

static void says_how_far(void)
{
	struct buffer b = { 0 };

	progress_watch(watch);
	CHECK(!packed_make(&b, (struct text){ content, SIZE }));
	CHECK(told == 5 && done == SIZE && total == SIZE);
	buffer_free(&b);
}

int main(void)
{
	fill();
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		unpacks(sizes[i]);
	says_how_far();
	return test_failed;
}
