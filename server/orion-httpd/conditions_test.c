// SPDX-License-Identifier: MIT
// Conditions on a file with the tag "abc", of the second 784111777; dates in their three forms.
#include "conditions.h"

#include "http_date.h"
#include "test.h"

#define DATE "Sun, 06 Nov 1994 08:49:37 GMT"
#define BEFORE "Sun, 06 Nov 1994 08:49:36 GMT"
#define AFTER "Sun, 06 Nov 1994 08:49:38 GMT"

static const struct {
	int line;
	struct conditions c;
	int status;
} cases[] = {
	// clang-format off
	{ __LINE__, { .if_match = NULL }, 0 },
	{ __LINE__, { .if_none_match = "\"abc\"" }, 304 },
	{ __LINE__, { .if_none_match = "W/\"abc\"" }, 304 },
	{ __LINE__, { .if_none_match = "\"x\", \"abc\"" }, 304 },
	{ __LINE__, { .if_none_match = "\"x\",W/\"y\" ,\t\"abc\"" }, 304 },
	{ __LINE__, { .if_none_match = "*" }, 304 },
	{ __LINE__, { .if_none_match = "\"ab\"" }, 0 },
	{ __LINE__, { .if_none_match = "\"abc" }, 0 },
	{ __LINE__, { .if_none_match = "abc" }, 0 },
	{ __LINE__, { .if_none_match = "" }, 0 },
	{ __LINE__, { .if_none_match = "W/" }, 0 },
	{ __LINE__, { .if_none_match = "\"x\"", .if_modified_since = AFTER }, 0 },
	{ __LINE__, { .if_modified_since = DATE }, 304 },
	{ __LINE__, { .if_modified_since = AFTER }, 304 },
	{ __LINE__, { .if_modified_since = BEFORE }, 0 },
	{ __LINE__, { .if_modified_since = "Sunday, 06-Nov-94 08:49:37 GMT" }, 304 },
	{ __LINE__, { .if_modified_since = "Sun Nov  6 08:49:37 1994" }, 304 },
	{ __LINE__, { .if_modified_since = DATE "x" }, 0 },
	{ __LINE__, { .if_modified_since = "yesterday" }, 0 },
	{ __LINE__, { .if_modified_since = "" }, 0 },
	{ __LINE__, { .if_match = "\"abc\"" }, 0 },
	{ __LINE__, { .if_match = "*" }, 0 },
	{ __LINE__, { .if_match = "W/\"abc\"" }, 412 },
	{ __LINE__, { .if_match = "\"x\"" }, 412 },
	{ __LINE__, { .if_match = "\"abc\"", .if_none_match = "\"abc\"" }, 304 },
	{ __LINE__, { .if_unmodified_since = DATE }, 0 },
	{ __LINE__, { .if_unmodified_since = BEFORE }, 412 },
	{ __LINE__, { .if_unmodified_since = "never" }, 0 },
	// clang-format on
};

static const struct {
	int line;
	const char *field;
	bool holds;
} ranges[] = {
	{ __LINE__, NULL, true },
	{ __LINE__, "\"abc\"", true },
	{ __LINE__, "W/\"abc\"", false },
	{ __LINE__, "\"x\"", false },
	{ __LINE__, DATE, true },
	{ __LINE__, BEFORE, false },
	{ __LINE__, AFTER, false },
	{ __LINE__, "", false },
};

int main(void)
{
	const time_t modified = 784111777;
	char text[HTTP_DATE_ROOM];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CHECK_AT(cases[i].line,
			conditions_status(&cases[i].c, "\"abc\"", modified) == cases[i].status);
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
		struct conditions c = { .if_range = ranges[i].field };

		CHECK_AT(ranges[i].line,
			conditions_range(&c, "\"abc\"", modified) == ranges[i].holds);
	}
	http_date_print(text, modified);
	CHECK_TEXT(text, DATE);
	return test_failed;
}
