// SPDX-License-Identifier: MIT
// Which version counts: each pair of lists of one file, as two servers have it.
#include "verdict.h"

#include "arena.h"
#include "error.h"
#include "shared.h"
#include "test.h"

#define X "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define Y "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

// clang-format off
static const struct {
	int line;
	const char *own, *theirs;	// what follows the path
	enum verdict want;
} cases[] = {
	{ __LINE__, NULL, X "\t9\talpha\talpha:1", VERDICT_TAKE },
	{ __LINE__, X "\t9\talpha\talpha:1", X "\t9\talpha\talpha:1", VERDICT_LEAVE },
	{ __LINE__, X "\t9\talpha\talpha:2", Y "\t5\talpha\talpha:1", VERDICT_LEAVE },
	{ __LINE__, X "\t9\talpha\talpha:1", Y "\t5\tbeta\talpha:1,beta:1", VERDICT_TAKE },
	{ __LINE__, X "\t9\talpha\talpha:1", "-\t5\tbeta\talpha:1,beta:1", VERDICT_TAKE },
	{ __LINE__, X "\t9\talpha\talpha:1", X "\t9\tbeta\talpha:1,beta:1", VERDICT_KNOW },
	{ __LINE__, X "\t9\talpha\talpha:1", X "\t9\tbeta\tbeta:1", VERDICT_KNOW },
	{ __LINE__, "-\t9\talpha\talpha:1", "-\t9\tbeta\tbeta:1", VERDICT_KNOW },
	{ __LINE__, X "\t8\talpha\talpha:1", Y "\t9\tbeta\tbeta:1", VERDICT_OVERRULE },
	{ __LINE__, X "\t9\talpha\talpha:1", Y "\t8\tbeta\tbeta:1", VERDICT_KEEP },
	{ __LINE__, X "\t9\talpha\talpha:1", Y "\t9\tbeta\tbeta:1", VERDICT_OVERRULE },
	{ __LINE__, X "\t9\tbeta\tbeta:1", Y "\t9\talpha\talpha:1", VERDICT_KEEP },
	{ __LINE__, X "\t9\talpha\talpha:2", "-\t8\tbeta\talpha:1,beta:1", VERDICT_KEEP },
	// Changed twice by one in a second.
	{ __LINE__, X "\t9\talpha\talpha:2", Y "\t9\talpha\talpha:1,beta:1", VERDICT_OVERRULE },
	{ __LINE__, Y "\t9\talpha\talpha:2", X "\t9\talpha\talpha:1,beta:1", VERDICT_KEEP },
	{ __LINE__, "-\t9\talpha\talpha:2", X "\t9\talpha\talpha:1,beta:1", VERDICT_OVERRULE },
	{ __LINE__, X "\t9\talpha\talpha:2", "-\t9\talpha\talpha:1,beta:1", VERDICT_KEEP },
	// Of one stamp, and not the same.
	{ __LINE__, X "\t8\talpha\talpha:1", Y "\t9\talpha\talpha:1", VERDICT_OVERRULE },
	{ __LINE__, Y "\t9\talpha\talpha:1", X "\t8\talpha\talpha:1", VERDICT_LEAVE },
	{ __LINE__, X "\t9\talpha\talpha:1", Y "\t9\talpha\talpha:1", VERDICT_OVERRULE },
	{ __LINE__, Y "\t9\talpha\talpha:1", X "\t9\talpha\talpha:1", VERDICT_LEAVE },
	{ __LINE__, "-\t9\talpha\talpha:1", "-\t9\talpha\talpha:1", VERDICT_LEAVE },
};
// clang-format on

static void list(struct shared *s, struct arena *a, const char *item)
{
	const char *text = arena_printf(a, "orion-shared\t1\tx\n%s%s%s", item ? "item\tpins\t" : "",
		item ? item : "", item ? "\n" : "");

	CHECK(text && !shared_parse(s, a, text_of(text)));
}

int main(void)
{
	struct arena a = { NULL };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct shared own, theirs;

		list(&own, &a, cases[i].own);
		list(&theirs, &a, cases[i].theirs);
		CHECK_AT(cases[i].line, verdict_of(&own, theirs.item) == cases[i].want);
	}
	arena_free(&a);
	return test_failed;
}
