// SPDX-License-Identifier: MIT
// Ranges: the names of a text, or what is wrong with it.
#include "range.h"

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "test.h"

static const struct {
	int line;
	const char *text, *names;	// NULL: none
} cases[] = {
	{ __LINE__, "n1", "n1" },
	{ __LINE__, "n[1-3]", "n1 n2 n3" },
	{ __LINE__, "n[001-003]", "n001 n002 n003" },
	{ __LINE__, "n[08-10]", "n08 n09 n10" },
	{ __LINE__, "n[8-10]x", "n8x n9x n10x" },
	{ __LINE__, "n[1-2,7]", "n1 n2 n7" },
	{ __LINE__, "[5]", "5" },
	{ __LINE__, "10.9.1.[9-11]", "10.9.1.9 10.9.1.10 10.9.1.11" },
	{ __LINE__, "", NULL },
	{ __LINE__, "n[", NULL },
	{ __LINE__, "n]1[", NULL },
	{ __LINE__, "n[]", NULL },
	{ __LINE__, "n[1-]", NULL },
	{ __LINE__, "n[-1]", NULL },
	{ __LINE__, "n[1-2-3]", NULL },
	{ __LINE__, "n[3-1]", NULL },
	{ __LINE__, "n[01-100]", NULL },
	{ __LINE__, "n[1,]", NULL },
	{ __LINE__, "n[1]m[2]", NULL },
	{ __LINE__, "n[[1]]", NULL },
	{ __LINE__, "n[a-c]", NULL },
	{ __LINE__, "n[0-65536]", NULL },
	{ __LINE__, "n[0-32768,40000-80000]", NULL },
	{ __LINE__, "n[1-99999999999999999999]", NULL },
	{ __LINE__, "n[0000000001-0000000002]", NULL },
};

static void check(int line, const char *text, const char *want)
{
	struct arena a = { NULL };
	struct buffer b = { 0 };
	struct texts names = { NULL, 0 };
	int rc = range_expand(&names, &a, text_of(text));

	for (size_t i = 0; !rc && i < names.count; i++)
		buffer_printf(&b, "%s%.*s", i ? " " : "", TEXT_ARG(names.item[i]));
	CHECK_AT(line, rc == (want ? 0 : -E_DATA));
	CHECK_AT(line, !want || text_is(buffer_view(&b), want));
	buffer_free(&b);
	arena_free(&a);
}

int main(void)
{
	struct arena a = { NULL };
	struct texts names = { NULL, 0 };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		check(cases[i].line, cases[i].text, cases[i].names);
	CHECK(!range_expand(&names, &a, TEXT("n[0-65535]")) && names.count == 65536);
	arena_free(&a);
	return test_failed;
}
