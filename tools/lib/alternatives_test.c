// SPDX-License-Identifier: MIT
// Whose a link is, what it says, and what becomes of a choice.
#include "alternatives.h"

#include "arena.h"
#include "manifest.h"
#include "test.h"
#include "tree.h"

static struct arena arena;

static const struct {
	int line;
	const char *link, *target, *content;
} contents[] = {
	{ __LINE__, "usr/bin/vi", "usr/bin/vim", "vim" },
	{ __LINE__, "vi", "vim", "vim" },
	{ __LINE__, "vi", "usr/bin/vim", "usr/bin/vim" },
	{ __LINE__, "usr/bin/vi", "vim", "../../vim" },
	{ __LINE__, "usr/bin/vi", "usr/lib/vim/vim", "../lib/vim/vim" },
	{ __LINE__, "usr/bin/vi", "usr/binary/vim", "../binary/vim" },
	{ __LINE__, "usr/lib/x/java", "usr/lib/jvm/x/java", "../jvm/x/java" },
	{ __LINE__, "usr/lib/java", "usr/lib", "../lib" },
};

static void says(void)
{
	for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
		struct alternative t = { text_of(contents[i].link), text_of(contents[i].target),
			1 };
		const char *content = alternative_content(&arena, &t);

		CHECK_AT(contents[i].line, content && !strcmp(content, contents[i].content));
	}
}

static struct alternative a_offers[] = { { TEXT("ed"), TEXT("a"), 1 },
	{ TEXT("vi"), TEXT("a"), 5 } };
static struct alternative b_offers[] = { { TEXT("vi"), TEXT("b"), 5 } };
static struct alternative c_offers[] = { { TEXT("awk"), TEXT("c"), 0 },
	{ TEXT("vi"), TEXT("c"), 7 } };
static const struct manifest manifests[] = {
	{ .name = TEXT("c"), .alternative = c_offers, .alternatives = 2 },
	{ .name = TEXT("b"), .alternative = b_offers, .alternatives = 1 },
	{ .name = TEXT("a"), .alternative = a_offers, .alternatives = 2 },
	{ .name = TEXT("none") },
};
static const struct source sources[] = { { "c 1", manifests, NULL }, { "b 1", manifests + 1, NULL },
	{ "a 1", manifests + 2, NULL }, { "none 1", manifests + 3, NULL } };

static const struct {
	int line;
	size_t without;	// so many of the first sources are not there
	const char *choices;
	const char *order;	// of those that offer vi
	const char *left, *lost;	// the first sentence
} cases[] = {
	{ __LINE__, 0, "", "cab", "", NULL },
	{ __LINE__, 1, "", "ab", "", NULL },
	{ __LINE__, 0, "vi\tb\n", "bca", "vi\tb\n", NULL },
	{ __LINE__, 1, "vi\tb\n", "ba", "vi\tb\n", NULL },
	{ __LINE__, 2, "vi\tb\n", "a", "",
		"vi: b was chosen, which doesn't offer it any more: it is a 1's now" },
	{ __LINE__, 3, "vi\tb\n", "", "", "vi: b was chosen, and nobody offers it any more" },
	{ __LINE__, 0, "vi\tnone\n", "cab", "",
		"vi: none was chosen, which doesn't offer it any more: it is c 1's now" },
	{ __LINE__, 1, "awk\tc\ned\ta\nvi\tb\n", "ba", "ed\ta\nvi\tb\n",
		"awk: c was chosen, and nobody offers it any more" },
};

static void decides(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct choices asked, left, want;
		struct texts lost;
		struct offers o;
		size_t n = strlen(cases[i].order);
		int line = cases[i].line;

		CHECK(!choices_parse(&asked, &arena, text_of(cases[i].choices)));
		CHECK(!choices_parse(&want, &arena, text_of(cases[i].left)));
		CHECK(!offers_collect(
			&o, &arena, sources + cases[i].without, 4 - cases[i].without, &asked));
		size_t first = offers_find(&o, TEXT("vi"));
		CHECK_AT(line,
			n ? first + n <= o.count && offers_alike(&o, first) == n
				 : first == o.count);
		for (size_t k = 0; k < n; k++)
			CHECK_AT(line, *o.item[first + k].source->name == cases[i].order[k]);
		CHECK(!choices_settle(&left, &lost, &arena, &asked, &o));
		CHECK_AT(line, choices_equal(&left, &want));
		CHECK_AT(line,
			cases[i].lost ? lost.count == 1 && text_is(*lost.item, cases[i].lost)
					     : !lost.count);
	}
}

static void nothing(void)
{
	struct offers o;

	CHECK(!offers_collect(&o, &arena, sources + 3, 1, NULL) && !o.count);
	CHECK(!offers_collect(&o, &arena, NULL, 0, NULL) && offers_find(&o, TEXT("vi")) == 0);
}

int main(void)
{
	says();
	decides();
	nothing();
	arena_free(&arena);
	return test_failed;
}
