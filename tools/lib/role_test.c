// SPDX-License-Identifier: MIT
// Wishes of roles: what is one, what is none, what build and site want together.
#include "role.h"

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "test.h"

static struct arena arena;

static const struct {
	int line;
	const char *text, *want;
} bad[] = {
	{ __LINE__, "", "no line says the role" },
	{ __LINE__, "package\tx\n", "no line says the role" },
	{ __LINE__, "role\tnode", "the last line has no end" },
	{ __LINE__, "role\n", "line 1: a line is a word" },
	{ __LINE__, "role\tnode\tx\n", "line 1: a line is a word" },
	{ __LINE__, "role\tno/de\n", "line 1: a role's name is of a-z, 0-9 and -" },
	{ __LINE__, "role\t\n", "line 1: a role's name is of 1 to 31 bytes" },
	{ __LINE__, "role\tnode\nrole\tserver\n", "line 2: a second role" },
	{ __LINE__, "role\tnode\npackage\tx\n", "line 2: package is not known here" },
	{ __LINE__, "colour\tred\nrole\tnode\n", "line 1: colour is not known here" },
	{ __LINE__, "package\tb\npackage\ta\nrole\tx\n", "line 2: a is not in its place" },
	{ __LINE__, "package\ta\npackage\ta\nrole\tx\n", "line 2: a is not in its place" },
	{ __LINE__, "package\tA\nrole\tx\n", "line 1: " },
	{ __LINE__, "boot\ta|b\nrole\tx\n", "line 1: " },
	{ __LINE__, "alternative\tusr/bin/vi\nrole\tx\n",
		"line 1: an alternative is a link and a package" },
	{ __LINE__, "alternative\tvi\tvim\tx\nrole\tx\n",
		"line 1: an alternative is a link and a package" },
	{ __LINE__, "alternative\t/vi\tvim\nrole\tx\n", "line 1: " },
	{ __LINE__, "alternative\tvi\tVim\nrole\tx\n", "line 1: " },
	{ __LINE__, "alternative\tvi\tvim\nalternative\tvi\tbox\nrole\tx\n",
		"line 2: vi is not in its place" },
	{ __LINE__, "boot\ta\nalternative\tvi\tvim\nrole\tx\n", "line 2: a line is a word" },
};

static void refused(void)
{
	struct role r;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		CHECK_AT(bad[i].line, role_parse(&r, &arena, text_of(bad[i].text)) == -E_DATA);
		if (strncmp(error_text(), bad[i].want, strlen(bad[i].want)))
			fprintf(stderr, "%s:%d: %s\n", __FILE__, bad[i].line, error_text()),
				test_failed = 1;
	}
}

static void taken(void)
{
	struct text t = TEXT(
		"alternative\tusr/bin/ed\tbox\nalternative\tusr/bin/vi\tvim\nboot\tlinux>=6\nboot\tucode\npackage\tbox\npackage\tmusl\nrole\tnode\n"
			     "site\tbox>=2\nsite\ttop\n");
	struct buffer b = { 0 };
	struct texts wish;
	struct role r;

	CHECK(!role_parse(&r, &arena, t) && text_is(r.name, "node"));
	CHECK(text_is(choices_find(&r.choices, TEXT("usr/bin/vi")), "vim") && r.choices.count == 2);
	CHECK(r.boot.count == 2 && r.package.count == 2 && r.site.count == 2);
	role_write(&r, &b);
	CHECK(text_equal(buffer_view(&b), t));
	buffer_free(&b);
	CHECK(role_boots(&r, TEXT("linux")) && !role_boots(&r, TEXT("box")));
	CHECK(!role_wish(&r, &arena, &wish) && wish.count == 5);
	CHECK(text_is(wish.item[0], "box>=2") && text_is(wish.item[1], "linux>=6") &&
		text_is(wish.item[4], "ucode"));
	CHECK(!role_root(&r, &arena, &wish) && wish.count == 3);
	CHECK(text_is(wish.item[0], "box>=2") && text_is(wish.item[1], "musl") &&
		text_is(wish.item[2], "top"));
	CHECK(r.package.count == 2 && text_is(r.package.item[0], "box"));
}

static const struct {
	int line;
	const char *wish, *site;	// NULL: no
} rewished[] = {
	{ __LINE__, "box linux ucode", "" },
	{ __LINE__, "box linux top ucode", "top" },
	{ __LINE__, "box linux=6.1 ucode", "linux=6.1" },
	{ __LINE__, "box>=2 linux ucode zlib", "box>=2 zlib" },
	{ __LINE__, "linux ucode", NULL },
	{ __LINE__, "box linux", NULL },
};

static struct texts words(const char *s)
{
	struct text rest = text_of(s), word;
	struct texts t = { NULL, 0 };

	while (*s && text_part(&rest, ' ', &word)) {
		t.item = arena_more(&arena, t.item, t.count, sizeof *t.item);
		t.item[t.count++] = word;
	}
	return t;
}

static void rewish(void)
{
	for (size_t i = 0; i < sizeof rewished / sizeof *rewished; i++) {
		struct role r = {
			.name = TEXT("node"), .boot = words("linux ucode"), .package = words("box")
		};
		struct texts wish = words(rewished[i].wish);
		int rc = role_rewish(&r, &arena, &wish), line = rewished[i].line;

		if (!rewished[i].site) {
			CHECK_AT(line, rc == -E_NO);
			continue;
		}
		struct texts site = words(rewished[i].site);
		CHECK_AT(line, !rc && r.site.count == site.count);
		for (size_t k = 0; k < site.count && k < r.site.count; k++)
			CHECK_AT(line, text_equal(site.item[k], r.site.item[k]));
	}
}

int main(void)
{
	refused();
	taken();
	rewish();
	arena_free(&arena);
	return test_failed;
}
