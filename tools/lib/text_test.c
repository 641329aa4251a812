// SPDX-License-Identifier: MIT
// Lines, parts, fields, numbers.
#include "text.h"

#include "error.h"
#include "test.h"

static const struct {
	int line;
	struct text text;
	uint64_t min, max, value;
	int rc;
} numbers[] = {
	{ __LINE__, TEXT("0"), 0, 9, 0, 0 },
	{ __LINE__, TEXT("7"), 7, 7, 7, 0 },
	{ __LINE__, TEXT("18446744073709551615"), 0, UINT64_MAX, UINT64_MAX, 0 },
	{ __LINE__, TEXT("18446744073709551616"), 0, UINT64_MAX, 0, -E_DATA },
	{ __LINE__, TEXT("99999999999999999999"), 0, UINT64_MAX, 0, -E_DATA },
	{ __LINE__, TEXT("8"), 0, 7, 0, -E_DATA },
	{ __LINE__, TEXT("6"), 7, 9, 0, -E_DATA },
	{ __LINE__, TEXT(""), 0, 9, 0, -E_DATA },
	{ __LINE__, TEXT("01"), 0, 9, 0, -E_DATA },
	{ __LINE__, TEXT("00"), 0, 9, 0, -E_DATA },
	{ __LINE__, TEXT("+1"), 0, 9, 0, -E_DATA },
	{ __LINE__, TEXT("-1"), 0, 9, 0, -E_DATA },
	{ __LINE__, TEXT(" 1"), 0, 9, 0, -E_DATA },
	{ __LINE__, TEXT("1 "), 0, 9, 0, -E_DATA },
	{ __LINE__, TEXT("1\0"), 0, 9, 0, -E_DATA },
	{ __LINE__, TEXT("0x1"), 0, 9, 0, -E_DATA },
};

static void lines(void)
{
	struct text rest = TEXT("a\n\nb\nc"), line;

	CHECK(text_line(&rest, &line) && text_is(line, "a"));
	CHECK(text_line(&rest, &line) && text_is(line, ""));
	CHECK(text_line(&rest, &line) && text_is(line, "b"));
	CHECK(!text_line(&rest, &line) && text_is(rest, "c"));
	rest = TEXT("");
	CHECK(!text_line(&rest, &line) && !rest.n);
}

static void parts(void)
{
	struct text f[3], rest = TEXT("a||b"), part;

	CHECK(text_part(&rest, '|', &part) && text_is(part, "a"));
	CHECK(text_part(&rest, '|', &part) && text_is(part, ""));
	CHECK(text_part(&rest, '|', &part) && text_is(part, "b"));
	CHECK(!text_part(&rest, '|', &part));
	CHECK(text_fields(TEXT("a\tb\tc"), '\t', f, 3) == 3 && text_is(f[2], "c"));
	CHECK(text_fields(TEXT("a\tb\tc\td"), '\t', f, 3) == 4);
	CHECK(text_fields(TEXT(""), '\t', f, 3) == 1 && f[0].n == 0);
	CHECK(text_fields(TEXT("a\t"), '\t', f, 3) == 2 && f[1].n == 0);
}

static void compares(void)
{
	CHECK(text_compare(TEXT("a"), TEXT("b")) < 0 && text_compare(TEXT("b"), TEXT("a")) > 0);
	CHECK(text_compare(TEXT("a"), TEXT("ab")) < 0 && text_compare(TEXT("ab"), TEXT("a")) > 0);
	CHECK(text_compare(TEXT("\377"), TEXT("a")) > 0);
	CHECK(text_compare(TEXT(""), (struct text){ NULL, 0 }) == 0);
	CHECK(text_equal(text_of("ab"), TEXT("ab")) && !text_equal(TEXT("ab"), TEXT("a")));
	CHECK(text_starts(TEXT("so:x"), "so:") && !text_starts(TEXT("so"), "so:"));
	CHECK(text_printable(TEXT("a \303\244")) && !text_printable(TEXT("a\t")));
	CHECK(!text_printable(TEXT("\177")) && !text_printable(TEXT("\0")));
}

int main(void)
{
	uint64_t v = 0;

	lines();
	parts();
	compares();
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		int rc = text_number(&v, numbers[i].text, numbers[i].min, numbers[i].max, "n");

		CHECK_AT(numbers[i].line, rc == numbers[i].rc);
		CHECK_AT(numbers[i].line, rc || v == numbers[i].value);
	}
	CHECK(!text_octal(&v, TEXT("0755"), 4, 07777, "mode") && v == 0755);
	CHECK(text_octal(&v, TEXT("755"), 4, 07777, "mode") == -E_DATA);
	CHECK(text_octal(&v, TEXT("0788"), 4, 07777, "mode") == -E_DATA);
	CHECK(text_octal(&v, TEXT("7777"), 4, 0777, "mode") == -E_DATA);
	CHECK(!text_hex(&v, TEXT("00fF"), 4, "x") == 0);
	CHECK(!text_hex(&v, TEXT("00ff"), 4, "x") && v == 0xff);
	CHECK(!text_hex(&v, TEXT("ffffffffffffffff"), 16, "x") && v == UINT64_MAX);
	CHECK(text_hex(&v, TEXT("0ff"), 4, "x") == -E_DATA);
	return test_failed;
}
