// SPDX-License-Identifier: MIT
// Numbers as text.
#include "digits.h"

#include "test.h"

static const struct {
	int line;
	uint64_t v;
	unsigned base, least;
	const char *text;
} cases[] = {
	{ __LINE__, 0, 10, 1, "0" },
	{ __LINE__, 7, 10, 2, "07" },
	{ __LINE__, 1994, 10, 2, "1994" },
	{ __LINE__, UINT64_MAX, 10, 1, "18446744073709551615" },
	{ __LINE__, 0, 16, 1, "0" },
	{ __LINE__, 0xbeef, 16, 1, "beef" },
	{ __LINE__, UINT64_MAX, 16, 1, "ffffffffffffffff" },
	{ __LINE__, 1, 10, DIGITS_ROOM, "00000000000000000001" },
};

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[DIGITS_ROOM + 1];

		*digits(text, cases[i].v, cases[i].base, cases[i].least) = 0;
		CHECK_AT(cases[i].line, !strcmp(text, cases[i].text));
	}
	return test_failed;
}
