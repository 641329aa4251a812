// SPDX-License-Identifier: MIT
// Ranges of a file of 1000 bytes, and of an empty one.
#include "range.h"

#include "test.h"

static const struct {
	int line;
	const char *field;
	uint64_t size;
	enum range_is is;
	uint64_t from, n;
} cases[] = {
	// clang-format off
	{ __LINE__, NULL, 1000, RANGE_WHOLE, 0, 1000 },
	{ __LINE__, "bytes=0-0", 1000, RANGE_PART, 0, 1 },
	{ __LINE__, "bytes=0-499", 1000, RANGE_PART, 0, 500 },
	{ __LINE__, "bytes=500-", 1000, RANGE_PART, 500, 500 },
	{ __LINE__, "bytes=999-999", 1000, RANGE_PART, 999, 1 },
	{ __LINE__, "bytes=500-5000", 1000, RANGE_PART, 500, 500 },
	{ __LINE__, "bytes=-1", 1000, RANGE_PART, 999, 1 },
	{ __LINE__, "bytes=-1000", 1000, RANGE_PART, 0, 1000 },
	{ __LINE__, "bytes=-5000", 1000, RANGE_PART, 0, 1000 },
	{ __LINE__, "Bytes=1-2", 1000, RANGE_PART, 1, 2 },
	{ __LINE__, "bytes= 1-2\t", 1000, RANGE_PART, 1, 2 },
	{ __LINE__, "bytes=1-18446744073709551615", 1000, RANGE_PART, 1, 999 },
	{ __LINE__, "bytes=1-99999999999999999999999", 1000, RANGE_PART, 1, 999 },
	{ __LINE__, "bytes=-99999999999999999999999", 1000, RANGE_PART, 0, 1000 },
	{ __LINE__, "bytes=1000-", 1000, RANGE_BEYOND, 0, 1000 },
	{ __LINE__, "bytes=1000-2000", 1000, RANGE_BEYOND, 0, 1000 },
	{ __LINE__, "bytes=99999999999999999999999-", 1000, RANGE_BEYOND, 0, 1000 },
	{ __LINE__, "bytes=-0", 1000, RANGE_BEYOND, 0, 1000 },
	{ __LINE__, "bytes=0-", 0, RANGE_BEYOND, 0, 0 },
	{ __LINE__, "bytes=-1", 0, RANGE_WHOLE, 0, 0 },
	{ __LINE__, "bytes=0-1,4-5", 1000, RANGE_WHOLE, 0, 1000 },
	{ __LINE__, "bytes=-1,4-5", 1000, RANGE_WHOLE, 0, 1000 },
	{ __LINE__, "bytes=0-,4-5", 1000, RANGE_WHOLE, 0, 1000 },
	{ __LINE__, "bytes=2-1", 1000, RANGE_WHOLE, 0, 1000 },
	{ __LINE__, "bytes=-", 1000, RANGE_WHOLE, 0, 1000 },
	{ __LINE__, "bytes=", 1000, RANGE_WHOLE, 0, 1000 },
	{ __LINE__, "bytes", 1000, RANGE_WHOLE, 0, 1000 },
	{ __LINE__, "bytes=a-b", 1000, RANGE_WHOLE, 0, 1000 },
	{ __LINE__, "bytes=1", 1000, RANGE_WHOLE, 0, 1000 },
	{ __LINE__, "bytes=1-2x", 1000, RANGE_WHOLE, 0, 1000 },
	{ __LINE__, "bytes=1 -2", 1000, RANGE_WHOLE, 0, 1000 },
	{ __LINE__, "bytes=+1-2", 1000, RANGE_WHOLE, 0, 1000 },
	{ __LINE__, "bytes=--1", 1000, RANGE_WHOLE, 0, 1000 },
	{ __LINE__, "lines=1-2", 1000, RANGE_WHOLE, 0, 1000 },
	{ __LINE__, "", 1000, RANGE_WHOLE, 0, 1000 },
	// clang-format on
};

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct range r;
		enum range_is is = range_parse(&r, cases[i].field, cases[i].size);

		CHECK_AT(cases[i].line, is == cases[i].is);
		CHECK_AT(cases[i].line, r.from == cases[i].from && r.n == cases[i].n);
	}
	return test_failed;
}
