// SPDX-License-Identifier: MIT
// The texts of a base: what is one, what is none.
#include "base_text.h"

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "test.h"

#define A "6161616161616161616161616161616161616161616161616161616161616161"
#define B "6262626262626262626262626262626262626262626262626262626262626262"

static struct arena arena;

static int generations(struct buffer *b, struct text t)
{
	struct generation *list;
	size_t count;
	int rc = base_parse_generations(&list, &count, &arena, t);

	for (size_t i = 0; !rc && i < count; i++)
		base_write_generation(b, list + i);
	return rc;
}

static int channel(struct buffer *b, struct text t)
{
	struct channel c;
	int rc = base_parse_channel(&c, t);

	if (!rc)
		base_write_channel(b, &c);
	return rc;
}

static int lines(struct buffer *b, struct text t)
{
	struct texts list;
	int rc = base_parse_lines(&list, &arena, t);

	if (!rc)
		base_write_lines(b, &list);
	return rc;
}

static const struct {
	int line;
	int (*again)(struct buffer *b, struct text t);	// parses and writes
	const char *text, *want;	// NULL: it is taken
} cases[] = {
	{ __LINE__, generations, "", NULL },
	{ __LINE__, generations, "1\t" A "\t0\n7\t" B "\t253402300799\n", NULL },
	{ __LINE__, generations, "1\t" A "\t0", "the last line has no end" },
	{ __LINE__, generations, "1\t" A "\t0\n2\t" B, "the last line has no end" },
	{ __LINE__, generations, "\n", "line 1: a line is number, digest and seconds" },
	{ __LINE__, generations, "1\t" A "\t0\t0\n", "line 1: a line is number, digest" },
	{ __LINE__, generations, "0\t" A "\t0\n", "line 1: number 0 is not from 1 to" },
	{ __LINE__, generations, "2\t" A "\t0\n2\t" B "\t0\n", "line 2: number 2 is not from 3" },
	{ __LINE__, generations, "01\t" A "\t0\n", "line 1: number `01` is not a plain" },
	{ __LINE__, generations, "9223372036854775808\t" A "\t0\n", "line 1: number 922" },
	{ __LINE__, generations, "1\t" A "0\t0\n", "line 1: " },
	{ __LINE__, generations, "1\t" A "\t253402300800\n", "line 1: seconds 253402300800" },
	{ __LINE__, channel, "", NULL },
	{ __LINE__, channel, A "\n", NULL },
	{ __LINE__, channel, A "\n" B "\n", NULL },
	{ __LINE__, channel, A, "the last line has no end" },
	{ __LINE__, channel, A "\n" B, "the last line has no end" },
	{ __LINE__, channel, "\n", "line 1: " },
	{ __LINE__, channel, A "\nnode@1\n", "line 2: " },
	{ __LINE__, channel, A "\n" B "\n" A "\n", "line 3: a channel has two lines" },
	{ __LINE__, lines, "", NULL },
	{ __LINE__, lines, "top>=2\nbox\na|b\n", NULL },
	{ __LINE__, lines, "box", "the last line has no end" },
	{ __LINE__, lines, "box\n\n", "line 2: " },
	{ __LINE__, lines, "box\nBox\n", "line 2: " },
};

static void taken_or_refused(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *want = cases[i].want;
		struct text t = text_of(cases[i].text);
		struct buffer b = { 0 };

		error_clear();
		CHECK_AT(cases[i].line, cases[i].again(&b, t) == (want ? -E_DATA : 0));
		CHECK_AT(cases[i].line, want || text_equal(buffer_view(&b), t));
		if (want && strncmp(error_text(), want, strlen(want)))
			fprintf(stderr, "%s:%d: %s\n", __FILE__, cases[i].line, error_text()),
				test_failed = 1;
		buffer_free(&b);
	}
}

static void channel_says(void)
{
	struct channel c;

	CHECK(!base_parse_channel(&c, TEXT("")) && !c.boots && !c.has_former);
	CHECK(!base_parse_channel(&c, TEXT(A "\n")) && c.boots && !c.has_former);
	CHECK(!base_parse_channel(&c, TEXT(A "\n" B "\n")) && c.boots && c.has_former);
	CHECK(c.current.b[0] == 0x61 && c.former.b[0] == 0x62);
}

int main(void)
{
	taken_or_refused();
	channel_says();
	arena_free(&arena);
	return test_failed;
}
