// SPDX-License-Identifier: MIT
// Versions: what follows what, and what counts of two that don't.
#include "stamp.h"

#include "buffer.h"
#include "error.h"
#include "test.h"

static int parse(struct stamp *x, const char *s)
{
	struct text field[3];

	return text_fields(text_of(s), '\t', field, 3) == 3 ? stamp_parse(x, field) : -E_DATA;
}

static const struct {
	int line;
	const char *x, *y;
	enum stamp_order order;
	bool counts;	// x does, when they are apart
} cases[] = {
	{ __LINE__, "5\ta\ta:1", "5\ta\ta:1", STAMP_SAME, false },
	{ __LINE__, "5\ta\ta:1", "9\tb\ta:1,b:1", STAMP_BEFORE, false },
	{ __LINE__, "5\tb\ta:1,b:3", "9\tb\ta:1,b:2", STAMP_AFTER, false },
	{ __LINE__, "5\ta\ta:2", "9\tb\ta:1,b:1", STAMP_APART, false },
	{ __LINE__, "9\ta\ta:2", "5\tb\ta:1,b:1", STAMP_APART, true },
	{ __LINE__, "5\ta\ta:2", "5\tb\ta:1,b:1", STAMP_APART, false },
	{ __LINE__, "5\tc\tc:1", "5\tb\ta:1,b:1", STAMP_APART, true },
};

static const char *const refused[] = {
	"5\ta\t",
	"5\ta\ta",
	"5\ta\ta:0",
	"5\ta\tb:1,a:1",
	"5\ta\ta:1,a:1",
	"5\ta\ta:1,",
	"x\ta\ta:1",
	"5\tA\ta:1",
	"5\t\ta:1",
	"5\ta\tA:1",
	"5\ta\ta:1:1",
	"5\ta\ta:99999999999",
};

// What both come to must be the same, whoever begins.
static void join_both(int line, const struct stamp *x, const struct stamp *y)
{
	struct stamp a = stamp_counts(x, y) ? *x : *y, b = stamp_counts(y, x) ? *y : *x;

	CHECK_AT(line, stamp_counts(x, y) != stamp_counts(y, x));
	CHECK_AT(line, !stamp_join(&a, x) && !stamp_join(&a, y));
	CHECK_AT(line, !stamp_join(&b, y) && !stamp_join(&b, x));
	CHECK_AT(line, stamp_compare(&a, &b) == STAMP_SAME && text_equal(a.origin, b.origin));
	CHECK_AT(line, stamp_compare(&a, x) == STAMP_AFTER);
	CHECK_AT(line, stamp_compare(y, &a) == STAMP_BEFORE);
}

int main(void)
{
	struct buffer b = { 0 };
	struct stamp x, y;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		CHECK_AT(cases[i].line, !parse(&x, cases[i].x) && !parse(&y, cases[i].y));
		CHECK_AT(cases[i].line, stamp_compare(&x, &y) == cases[i].order);
		if (cases[i].order == STAMP_APART) {
			CHECK_AT(cases[i].line, stamp_counts(&x, &y) == cases[i].counts);
			join_both(cases[i].line, &x, &y);
		}
		b.n = 0;
		stamp_write(&b, &x);
		CHECK_AT(cases[i].line, text_is(buffer_view(&b), cases[i].x));
	}
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		CHECK_AT((int)i, parse(&x, refused[i]));
	CHECK(!parse(&x, "5\tb\tb:7"));
	CHECK(!stamp_change(&x, TEXT("a"), 8) && !stamp_change(&x, TEXT("b"), 9));
	b.n = 0;
	stamp_write(&b, &x);
	CHECK(text_is(buffer_view(&b), "9\tb\ta:1,b:8"));
	x.count = 0;
	for (unsigned i = 0; i < STAMP_SERVERS; i++) {
		static char names[STAMP_SERVERS][4];

		snprintf(names[i], sizeof names[i], "n%02u", i);
		CHECK(!stamp_change(&x, text_of(names[i]), 1));
	}
	CHECK(stamp_change(&x, TEXT("z"), 1) == -E_DATA);
	buffer_free(&b);
	return test_failed;
}
