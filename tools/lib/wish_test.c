// SPDX-License-Identifier: MIT
// What a wish is after each change.
#include "wish.h"

#include "arena.h"
#include "test.h"

static char *joined(struct arena *a, const struct texts *wish)
{
	char *s = arena_text(a, "", 0);

	for (size_t i = 0; i < wish->count; i++)
		s = arena_printf(a, "%s%s%.*s", s, i ? " " : "", TEXT_ARG(wish->item[i]));
	return s;
}

int main(void)
{
	struct arena a = { 0 };
	struct text edited[] = { TEXT("zlib"), TEXT("b<2"), TEXT("a|b"), TEXT("b<2"), TEXT("b") };
	struct texts before = { edited, 5 }, wish, left;

	CHECK(!wish_copy(&a, &before, &wish));
	CHECK_TEXT(joined(&a, &wish), "a|b b b<2 zlib");
	CHECK(!wish_add(&a, &wish, TEXT("b>=3")));
	CHECK_TEXT(joined(&a, &wish), "a|b b>=3 zlib");
	CHECK(!wish_add(&a, &wish, TEXT("b>=3")));
	CHECK(!wish_add(&a, &wish, TEXT("a|b")));
	CHECK(!wish_add(&a, &wish, TEXT("a")));
	CHECK(!wish_add(&a, &wish, TEXT("so:x.so.1")));
	CHECK_TEXT(joined(&a, &wish), "a a|b b>=3 so:x.so.1 zlib");
	CHECK(!wish_without(&a, &wish, &before, &left));
	CHECK_TEXT(joined(&a, &left), "a b>=3 so:x.so.1");
	CHECK(!wish_without(&a, &before, &before, &left) && !left.count);
	CHECK(wish_remove(&wish, TEXT("b")) && wish_remove(&wish, TEXT("so:x.so.1")));
	CHECK(!wish_remove(&wish, TEXT("b")) && !wish_remove(&wish, TEXT("a|b")));
	CHECK(!wish_remove(&wish, TEXT("")));
	CHECK_TEXT(joined(&a, &wish), "a a|b zlib");
	CHECK_TEXT(joined(&a, &before), "zlib b<2 a|b b<2 b");
	CHECK(text_is(wish_name(TEXT("b>=3")), "b") && !wish_name(TEXT("a|b")).n);
	arena_free(&a);
	return test_failed;
}
