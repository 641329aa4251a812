// SPDX-License-Identifier: MIT
// Numbers of generations: what becomes of two lists, each a text of numbers, letters that stand for generations, and times.
#include "history.h"

#include "arena.h"
#include "base_text.h"
#include "buffer.h"
#include "error.h"
#include "test.h"

enum { MOST = 8 };

static const struct {
	int line;
	const char *own, *theirs, *want;
} cases[] = {
	{ __LINE__, "", "", "" },
	{ __LINE__, "1a5 2b6", "", "1a5 2b6" },
	{ __LINE__, "", "1a5 3b6", "1a5 3b6" },
	{ __LINE__, "1a5 2b6", "1a5 2b6", "1a5 2b6" },
	{ __LINE__, "1a5 2b9", "1a7 2b6", "1a5 2b6" }, // the earlier times
	{ __LINE__, "1a5", "1a5 2b6 4c7", "1a5 2b6 4c7" }, // theirs is longer
	{ __LINE__, "1a5 2b6 3c7", "1a5 2b6", "1a5 2b6 3c7" },
	{ __LINE__, "1a5 2b6", "1a5 2c7", "1a5 2b6 3c7" }, // published on both: the next number
	{ __LINE__, "1a5 2b6", "1a5 2c7 3d8", "1a5 2b6 3c7 4d8" },
	{ __LINE__, "1a5 2b6", "1b6 2a5", "1a5 2b6" }, // both are known
	{ __LINE__, "1a5 2b6", "2b6 3c7", "1a5 2b6 3c7" },
};

static size_t read_list(struct generation *list, const char *s)
{
	size_t n = 0;

	for (; *s; s += s[3] ? 4 : 3) {
		list[n] = (struct generation){ .number = (uint64_t)(s[0] - '0'),
			.seconds = (uint64_t)(s[2] - '0') };
		list[n++].digest.b[0] = (unsigned char)s[1];
	}
	return n;
}

static void write_list(struct buffer *b, const struct generation *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buffer_printf(b, "%s%c%c%c", i ? " " : "", (char)('0' + list[i].number),
			list[i].digest.b[0], (char)('0' + list[i].seconds));
}

int main(void)
{
	struct arena a = { NULL };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct generation own[MOST], theirs[MOST], *list;
		size_t owns = read_list(own, cases[i].own), count;
		struct buffer b = { 0 }, is = { 0 };

		CHECK_AT(cases[i].line,
			!history_merge(&b, own, owns, theirs, read_list(theirs, cases[i].theirs)));
		CHECK_AT(
			cases[i].line, !base_parse_generations(&list, &count, &a, buffer_view(&b)));
		write_list(&is, list, count);
		CHECK_AT(cases[i].line, text_is(buffer_view(&is), cases[i].want));
		buffer_free(&b);
		buffer_free(&is);
	}
	arena_free(&a);
	return test_failed;
}
