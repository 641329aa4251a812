// SPDX-License-Identifier: MIT
#include "merge.h"

#include "buffer.h"
#include "test.h"

#define MARKED(ours, base, theirs) \
	"<<<<<<< here\n" ours "||||||| before\n" base "=======\n" theirs ">>>>>>> new\n"

// clang-format off
static const struct {
	int line;
	const char *base, *ours, *theirs, *want;
	size_t conflicts;
} cases[] = {
	{ __LINE__, "", "", "", "", 0 },
	{ __LINE__, "a\nb\n", "a\nb\n", "a\nb\n", "a\nb\n", 0 },
	{ __LINE__, "a\nb\n", "A\nb\n", "a\nb\n", "A\nb\n", 0 },
	{ __LINE__, "a\nb\n", "a\nb\n", "a\nB\n", "a\nB\n", 0 },
	// both, in other places; alike; one of them more
	{ __LINE__, "a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n", 0 },
	{ __LINE__, "a\nb\nc\n", "a\nB\nc\n", "a\nB\nc\n", "a\nB\nc\n", 0 },
	{ __LINE__, "a\nb\nc\n", "a\nB\nc\n", "a\nB\nc\nd\n", "a\nB\nc\nd\n", 0 },
	{ __LINE__, "a\nb\nc\nd\ne\n", "b\nc\nd\ne\n", "a\nb\nx\nc\nd\n", "b\nx\nc\nd\n", 0 },
	// the same line, differently; beside each other; one takes away what the other changes
	{ __LINE__, "a\nb\nc\n", "a\nx\nc\n", "a\ny\nc\n", "a\n" MARKED("x\n", "b\n", "y\n") "c\n", 1 },
	{ __LINE__, "a\nb\n", "A\nb\n", "a\nB\n", MARKED("A\nb\n", "a\nb\n", "a\nB\n"), 1 },
	{ __LINE__, "a\nb\nc\n", "a\nc\n", "a\nB\nc\n", "a\n" MARKED("", "b\n", "B\n") "c\n", 1 },
	{ __LINE__, "", "x\n", "y\n", MARKED("x\n", "", "y\n"), 1 },
	{ __LINE__, "a\nm\nb\n", "x\nm\ny\n", "p\nm\nq\n",
		MARKED("x\n", "a\n", "p\n") "m\n" MARKED("y\n", "b\n", "q\n"), 2 },
	// ends without LF
	{ __LINE__, "a\nb", "a\nb", "a\nb\nc\n", "a\nb\nc\n", 0 },
	{ __LINE__, "a\nm\nb", "A\nm\nb", "a\nm\nb\n", "A\nm\nb\n", 0 },
	{ __LINE__, "b", "x", "y", MARKED("x\n", "b\n", "y\n"), 1 },
	// all of it gone
	{ __LINE__, "a\nb\n", "", "a\nb\n", "", 0 },
	{ __LINE__, "a\nb\n", "", "a\nB\n", MARKED("", "a\nb\n", "a\nB\n"), 1 },
};
// clang-format on

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buffer b = { 0 };
		size_t n = merge(&b, text_of(cases[i].base), text_of(cases[i].ours),
			text_of(cases[i].theirs));

		CHECK_AT(cases[i].line, !buffer_error(&b) && n == cases[i].conflicts);
		CHECK_AT(cases[i].line, text_equal(buffer_view(&b), text_of(cases[i].want)));
		buffer_free(&b);
	}
	return test_failed;
}
