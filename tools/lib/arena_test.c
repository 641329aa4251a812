// SPDX-License-Identifier: MIT
// The arena: zeroed, aligned, grows, knows its limits.
#include "arena.h"

#include <stdint.h>

#include "error.h"
#include "test.h"

static void pieces(void)
{
	struct arena a = { NULL };

	for (size_t n = 0; n < 100000; n = n * 3 + 1) {
		unsigned char *p = arena_array(&a, n, 1);

		CHECK(p && (uintptr_t)p % 16 == 0);
		for (size_t i = 0; i < n; i++)
			CHECK(p[i] == 0);
		memset(p, 0xff, n);
	}
	arena_free(&a);
	arena_free(&a);
}

static void grows(void)
{
	struct arena a = { NULL };
	int *v = NULL;

	for (size_t i = 0; i < 10000; i++) {
		v = arena_more(&a, v, i, sizeof *v);
		v[i] = (int)i;
	}
	for (int i = 0; i < 10000; i++)
		CHECK(v[i] == i);
	arena_free(&a);
}

int main(void)
{
	struct arena a = { NULL };

	pieces();
	grows();
	CHECK_TEXT(arena_text(&a, "abcd", 2), "ab");
	CHECK_TEXT(arena_printf(&a, "%s-%d", "x", 7), "x-7");
	for (int n = 254; n < 259; n++) {
		const char *s = arena_printf(&a, "%*d", n, 7);

		CHECK(strlen(s) == (size_t)n && s[n - 1] == '7' && strspn(s, " ") == (size_t)n - 1);
	}
	CHECK(!arena_array(&a, SIZE_MAX, 2) && strstr(error_text(), "memory"));
	CHECK(!arena_array(&a, SIZE_MAX, 1));
	arena_free(&a);
	return test_failed;
}
