// SPDX-License-Identifier: MIT
// Paths: those that are good, and each way out.
#include "path.h"

#include "error.h"
#include "test.h"

static const char *const good[] = { "a", "usr/bin/x", "...", ".a", "a..", "a b", "\303\244", "-",
	"a/.../b" };

static const struct {
	const char *path, *why;
} bad[] = {
	{ "", "empty" },
	{ "/", "absolute" },
	{ "/etc/passwd", "absolute" },
	{ "//a", "absolute" },
	{ ".", "`.` or" },
	{ "..", "`..`" },
	{ "./a", "`.` or" },
	{ "../a", "`..`" },
	{ "a/..", "`..`" },
	{ "a/./b", "`.` or" },
	{ "a/../../b", "`..`" },
	{ "a/", "empty component" },
	{ "a//b", "empty component" },
	{ "a\nb", "control" },
	{ "a\tb", "control" },
	{ "a\033[31m", "control" },
	{ "a\177", "control" },
};

static void long_ones(void)
{
	char text[2048];

	memset(text, 'x', sizeof text);
	CHECK(!path_check((struct text){ text, 255 }));
	CHECK(path_check((struct text){ text, 256 }) == -E_DATA);
	for (size_t i = 200; i < sizeof text; i += 200)
		text[i] = '/';
	CHECK(!path_check((struct text){ text, 1023 }));
	CHECK(path_check((struct text){ text, 1024 }) == -E_DATA);
	for (size_t i = 1; i < sizeof text; i += 2)
		text[i] = '/', text[i + 1 < sizeof text ? i + 1 : i] = 'x';
	CHECK(!path_check((struct text){ text, 127 }));
	CHECK(path_check((struct text){ text, 129 }) == -E_DATA);
}

int main(void)
{
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		CHECK(!path_check(text_of(good[i])));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		error_clear();
		if (path_check(text_of(bad[i].path)) != -E_DATA ||
			!strstr(error_text(), bad[i].why)) {
			fprintf(stderr, "`%s`: %s\n", bad[i].path, error_text());
			test_failed = 1;
		}
	}
	CHECK(path_check(TEXT("a\0b")) == -E_DATA);
	CHECK(text_is(path_parent(TEXT("a/b/c")), "a/b") && text_is(path_name(TEXT("a/b/c")), "c"));
	CHECK(path_parent(TEXT("a")).n == 0 && text_is(path_name(TEXT("a")), "a"));
	long_ones();
	return test_failed;
}
