// SPDX-License-Identifier: MIT
#include "diff.h"

#include "buffer.h"
#include "test.h"

// clang-format off
static const struct {
	int line;
	const char *from, *to, *want;
} cases[] = {
	{ __LINE__, "", "", "" },
	{ __LINE__, "a\nb\n", "a\nb\n", "" },
	{ __LINE__, "", "a\n", "+a\n" },
	{ __LINE__, "a\n", "", "-a\n" },
	{ __LINE__, "a\nb\nc\n", "a\nB\nc\n", " a\n-b\n+B\n c\n" },
	{ __LINE__, "1\n2\n3\n4\nb\n5\n6\n7\n", "1\n2\n3\n4\n5\n6\n7\n", "...\n 3\n 4\n-b\n 5\n 6\n...\n" },
	{ __LINE__, "a\nx\nb\ny\nc\n", "a\nb\nc\n", " a\n-x\n b\n-y\n c\n" },
	{ __LINE__, "a\na\na\n", "a\na\n", " a\n a\n-a\n" },
	{ __LINE__, "no end", "no end\nmore", " no end\n+more\n" },
};
// clang-format on

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buffer b = { 0 };

		diff_write(&b, text_of(cases[i].from), text_of(cases[i].to));
		CHECK_AT(cases[i].line, !buffer_error(&b));
		CHECK_AT(cases[i].line, text_equal(buffer_view(&b), text_of(cases[i].want)));
		buffer_free(&b);
	}
	return test_failed;
}
