// SPDX-License-Identifier: MIT
// The clock is only ever raised.
#include "clock.h"
#include "test.h"

static const struct {
	int line;
	int64_t now, manifest, served, want;
} cases[] = {
	{ __LINE__, 0, 1000, -1, 1000 },
	{ __LINE__, 0, 1000, 1500, 1500 },
	{ __LINE__, 0, 1000, 900, 1000 },
	{ __LINE__, 2000, 1000, 1500, 2000 },
	{ __LINE__, 2000, 1000, 3000, 3000 },
	{ __LINE__, 2000, 1000, -1, 2000 },
	{ __LINE__, 2000, 1000, (int64_t)1 << 40, 2000 },
};

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CHECK_AT(cases[i].line,
			clock_choose(cases[i].now, cases[i].manifest, cases[i].served) ==
				cases[i].want);
	return test_failed;
}
