// SPDX-License-Identifier: MIT
// The word that is meant.
#include "nearest.h"

#include "test.h"

static const char *const words[] = { "address", "range", "root", "rescue", "apply", "plan" };

static const struct {
	int line;
	const char *said, *meant;
} cases[] = {
	{ __LINE__, "adress", "address" },
	{ __LINE__, "addres", "address" },
	{ __LINE__, "arnge", "range" },
	{ __LINE__, "rescuee", "rescue" },
	{ __LINE__, "aplly", "apply" },
	{ __LINE__, "pla", "plan" },
	{ __LINE__, "roto", "root" },
	{ __LINE__, "x", NULL },
	{ __LINE__, "", NULL },
	{ __LINE__, "nothing", NULL },
	{ __LINE__, "a-word-that-is-longer-than-any-of-ours", NULL },
};

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct nearest n = { .word = cases[i].said };

		for (size_t k = 0; k < sizeof words / sizeof *words; k++)
			nearest_try(&n, words[k]);
		CHECK_AT(cases[i].line,
			!n.best == !cases[i].meant && (!n.best || !strcmp(n.best, cases[i].meant)));
	}
	return test_failed;
}
