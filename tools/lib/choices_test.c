// SPDX-License-Identifier: MIT
// Choices: what is a list of them and what isn't; changing one.
#include "choices.h"

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "test.h"

static struct arena arena;

static const struct {
	int line;
	const char *text, *why;	// NULL: it is one
} texts[] = {
	{ __LINE__, "", NULL },
	{ __LINE__, "vi\tvim\n", NULL },
	{ __LINE__, "usr/bin/ed\tbox\nusr/bin/vi\tvim\n", NULL },
	{ __LINE__, "\n", "line 1: a line is a link and a package, with a tab between" },
	{ __LINE__, "vi\n", "line 1: a line is a link and a package, with a tab between" },
	{ __LINE__, "vi\tvim\t1\n", "line 1: a line is a link and a package, with a tab between" },
	{ __LINE__, "vi\tvim", "the last line has no end" },
	{ __LINE__, "vi\t\n", "line 1: " },
	{ __LINE__, "vi\tVim\n", "line 1: " },
	{ __LINE__, "vi\tvim>=2\n", "line 1: " },
	{ __LINE__, "\tvim\n", "line 1: " },
	{ __LINE__, "/vi\tvim\n", "line 1: " },
	{ __LINE__, "a/../../vi\tvim\n", "line 1: " },
	{ __LINE__, "vi\tvim\nvi\tbox\n", "line 2: vi is not in its place" },
	{ __LINE__, "vi\tvim\ned\tbox\n", "line 2: ed is not in its place" },
};

static void parses(void)
{
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct text t = text_of(texts[i].text);
		struct buffer b = { 0 };
		struct choices c;
		int rc = choices_parse(&c, &arena, t);

		CHECK_AT(texts[i].line, rc == (texts[i].why ? -E_DATA : 0));
		if (texts[i].why)
			CHECK_AT(texts[i].line,
				!strncmp(error_text(), texts[i].why, strlen(texts[i].why)));
		choices_write(&c, &b);
		if (!rc)
			CHECK_AT(texts[i].line, text_equal(buffer_view(&b), t));
		buffer_free(&b);
	}
}

static const struct {
	int line;
	const char *link, *package, *want;
} changed[] = {
	{ __LINE__, "b", "x", "b\tx\nd\ty\n" },
	{ __LINE__, "b", "z", "b\tz\nd\ty\n" },
	{ __LINE__, "a", "z", "a\tz\nb\tx\nd\ty\n" },
	{ __LINE__, "c", "z", "b\tx\nc\tz\nd\ty\n" },
	{ __LINE__, "e", "z", "b\tx\nd\ty\ne\tz\n" },
	{ __LINE__, "b", "", "d\ty\n" },
	{ __LINE__, "d", "", "b\tx\n" },
	{ __LINE__, "a", "", "b\tx\nd\ty\n" },
	{ __LINE__, "e", "", "b\tx\nd\ty\n" },
};

static void changes(void)
{
	struct choices c, copy, empty = { NULL, 0 };

	CHECK(!choices_parse(&c, &arena, TEXT("b\tx\nd\ty\n")));
	for (size_t i = 0; i < sizeof changed / sizeof *changed; i++) {
		struct buffer b = { 0 };

		CHECK(!choices_with(
			&copy, &arena, &c, text_of(changed[i].link), text_of(changed[i].package)));
		choices_write(&copy, &b);
		CHECK_AT(changed[i].line, text_is(buffer_view(&b), changed[i].want));
		CHECK_AT(changed[i].line,
			choices_equal(&c, &copy) == text_is(buffer_view(&b), "b\tx\nd\ty\n"));
		CHECK_AT(changed[i].line,
			text_is(choices_find(&copy, text_of(changed[i].link)), changed[i].package));
		buffer_free(&b);
	}
	CHECK(c.count == 2 && text_is(c.item[0].package, "x"));
	CHECK(!choices_with(&copy, &arena, &empty, TEXT("a"), TEXT("")) && !copy.count);
	CHECK(!choices_with(&copy, &arena, &empty, TEXT("a"), TEXT("x")) && copy.count == 1);
	CHECK(choices_equal(&empty, &empty) && !choices_equal(&empty, &copy));
	CHECK(!choices_find(&empty, TEXT("a")).n);
}

int main(void)
{
	parses();
	changes();
	arena_free(&arena);
	return test_failed;
}
