// SPDX-License-Identifier: MIT
// Dates of HTTP.
#include "date.h"
#include "test.h"

static const struct {
	int line;
	const char *text;
	int64_t seconds;
} cases[] = {
	{ __LINE__, "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
	{ __LINE__, "Sun, 06 Nov 1994 08:49:37 GMT", 784111777 },
	{ __LINE__, "Tue, 29 Feb 2000 12:00:00 GMT", 951825600 },
	{ __LINE__, "Fri, 20 Nov 2026 10:52:50 GMT", 1795171970 },
	{ __LINE__, "Tue, 19 Jan 2038 03:14:08 GMT", 2147483648 },
	{ __LINE__, "Mon, 01 Mar 2100 00:00:00 GMT", 4107542400 },
	{ __LINE__, "", -1 },
	{ __LINE__, "Sunday, 06-Nov-94 08:49:37 GMT", -1 },
	{ __LINE__, "Sun Nov  6 08:49:37 1994", -1 },
	{ __LINE__, "Sun, 06 Nov 1994 08:49:37 UTC", -1 },
	{ __LINE__, "Sun, 06 Foo 1994 08:49:37 GMT", -1 },
	{ __LINE__, "Sun, 00 Nov 1994 08:49:37 GMT", -1 },
	{ __LINE__, "Sun, 06 Nov 1994 24:49:37 GMT", -1 },
	{ __LINE__, "Sun, -6 Nov 1994 08:49:37 GMT", -1 },
	{ __LINE__, "Sun, 06 Nov 1969 08:49:37 GMT", -1 },
};

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CHECK_AT(cases[i].line,
			date_parse(cases[i].text, strlen(cases[i].text)) == cases[i].seconds);
	return test_failed;
}
