// SPDX-License-Identifier: MIT
// Locks: what is one, what is none, and which package of an index is meant.
#include "pinned.h"

#include <stdlib.h>

#include "arena.h"
#include "error.h"
#include "index.h"
#include "test.h"

#define A "6161616161616161616161616161616161616161616161616161616161616161"
#define B "6262626262626262626262626262626262626262626262626262626262626262"

static struct arena arena;

static const struct {
	int line;
	const char *text, *want;
} bad[] = {
	{ __LINE__, "a\t1-r1\t" A, "the last line has no end" },
	{ __LINE__, "a\t1-r1\n",
		"line 1: a line is name, version and digest, with tabs between them" },
	{ __LINE__, "a\t1-r1\t" A "\tx\n", "line 1: a line is " },
	{ __LINE__, "\n", "line 1: a line is " },
	{ __LINE__, "A\t1-r1\t" A "\n", "line 1: " },
	{ __LINE__, "a\t1\t" A "\n", "line 1: " },
	{ __LINE__, "a\t1-r1\t\n", "line 1: " },
	{ __LINE__, "b\t1-r1\t" A "\na\t1-r1\t" A "\n", "line 2: a is not in its place" },
	{ __LINE__, "a\t1-r1\t" A "\na\t2-r1\t" A "\n", "line 2: a is not in its place" },
};

static void refused(void)
{
	struct pinned *p;
	size_t n;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		CHECK_AT(
			bad[i].line, pinned_parse(&p, &n, &arena, text_of(bad[i].text)) == -E_DATA);
		if (strncmp(error_text(), bad[i].want, strlen(bad[i].want)))
			fprintf(stderr, "%s:%d: %s\n", __FILE__, bad[i].line, error_text()),
				test_failed = 1;
	}
}

static void finds(void)
{
	struct index_package package[] = {
		{ .name = TEXT("a"), .version = TEXT("1-r1") },
		{ .name = TEXT("b"), .version = TEXT("1-r1") },
		{ .name = TEXT("b"), .version = TEXT("2-r1") },
	};
	struct index x = { package, 3 };
	struct pinned *p;
	size_t n;

	for (size_t i = 0; i < 3; i++)
		CHECK(!digest_parse(&package[i].pin.head, TEXT(B)));
	CHECK(!pinned_parse(
		      &p, &n, &arena, TEXT("a\t1-r1\t" A "\nb\t2-r1\t" B "\nc\t1-r1\t" B "\n")) &&
		n == 3);
	CHECK(!pinned_find(&p[0], &x) && pinned_find(&p[1], &x) == &package[2] &&
		!pinned_find(&p[2], &x));
	CHECK(!pinned_parse(&p, &n, &arena, TEXT("")) && n == 0);
}

int main(void)
{
	refused();
	finds();
	arena_free(&arena);
	return test_failed;
}
