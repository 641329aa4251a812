// SPDX-License-Identifier: MIT
// Relations: what is one, and which versions satisfy it.
#include "relation.h"

#include "error.h"
#include "test.h"

static const char *const good[] = {
	"musl",
	"musl>=1.2.5",
	"musl=1.2.5-r1",
	"a<1",
	"a<=1",
	"a>1",
	"so:libcrypto.so.3",
	"so:libX11.so.6",
	"so:libstdc++.so.6",
	"0ad",
	"gtk+3.0",
	"openssh|dropbear",
	"a>=1|b<2|so:x.so",
	"so:libz.so.1=1.3",
};

static const char *const bad[] = {
	"",
	"|",
	"a|",
	"|a",
	"a||b",
	"-a",
	"+a",
	".a",
	"_a",
	"A",
	"a b",
	"a >1",
	"a> 1",
	"a>",
	"a==1",
	"a=>1",
	"a><1",
	"a=1=2",
	"=1",
	"a=x",
	"so:",
	"so:a/b",
	"so:a b",
	"a:b",
	"so:so:a",
	"a\tb",
	"a\n",
	"a/b",
	"a~1",
	"a!=1",
};

static const struct {
	const char *relation, *version;
	bool match;
} matches[] = {
	{ "a", "1-r1", true },
	{ "a", "", true },
	{ "a=1", "", false },
	{ "a=1", "1-r1", true },
	{ "a=1", "1-r99", true },
	{ "a=1-r1", "1-r1", true },
	{ "a=1-r1", "1-r2", false },
	{ "a=1", "1.0-r1", false },
	{ "a>1", "1-r1", false },
	{ "a>1", "1.1-r0", true },
	{ "a>1-r1", "1-r2", true },
	{ "a>=1", "1-r0", true },
	{ "a>=1", "1_rc1-r1", false },
	{ "a<1", "1-r1", false },
	{ "a<1", "1~git2-r1", true },
	{ "a<=1", "1-r5", true },
	{ "a<=1", "1.1-r1", false },
	{ "a<1-r2", "1-r1", true },
};

static bool among(int c, const char *set)
{
	return c && strchr(set, c);
}

static void each_byte(void)
{
	static const char first[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	static const char punctuation[] = "+-._", capital[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	for (int c = 0; c < 256; c++) {
		char s[] = { 's', 'o', ':', (char)c, 'x', (char)c };
		bool begins = among(c, first), name = begins || among(c, punctuation);

		CHECK(!name_check((struct text){ s + 3, 1 }) == begins);
		CHECK(!name_check((struct text){ s + 4, 2 }) == name);
		CHECK(!name_check_provided((struct text){ s, 4 }) == (name || among(c, capital)));
	}
}

int main(void)
{
	struct relation r;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (relation_check(text_of(good[i]))) {
			fprintf(stderr, "%s\n", error_text());
			test_failed = 1;
		}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (relation_check(text_of(bad[i])) != -E_DATA) {
			fprintf(stderr, "`%s` was taken\n", bad[i]);
			test_failed = 1;
		}
	for (size_t i = 0; i < sizeof matches / sizeof *matches; i++)
		if (relation_parse(&r, text_of(matches[i].relation)) ||
			relation_match(&r, text_of(matches[i].version)) != matches[i].match) {
			fprintf(stderr, "%s, %s\n", matches[i].relation, matches[i].version);
			test_failed = 1;
		}

	struct text rest = TEXT("a>=1|so:b");

	CHECK(relation_next(&rest, &r) && text_is(r.name, "a") && r.op == RELATION_GE &&
		text_is(r.version, "1"));
	CHECK(relation_next(&rest, &r) && text_is(r.name, "so:b") && r.op == RELATION_ANY &&
		!r.version.n);
	CHECK(!relation_next(&rest, &r));
	CHECK_TEXT(relation_op_text(RELATION_ANY), "");
	CHECK_TEXT(relation_op_text(RELATION_GE), ">=");

	char name[NAME_LENGTH + 1];

	memset(name, 'x', sizeof name);
	CHECK(!name_check((struct text){ name, NAME_LENGTH }));
	CHECK(name_check((struct text){ name, NAME_LENGTH + 1 }) == -E_DATA);
	CHECK(name_check(TEXT("so:x")) == -E_DATA && !name_check_provided(TEXT("so:x")));
	CHECK(relation_parse(&r, TEXT("a|b")) == -E_DATA);
	CHECK(!relation_check_provides(TEXT("a=1")) && !relation_check_provides(TEXT("so:a")));
	CHECK(relation_check_provides(TEXT("a>=1")) == -E_DATA);
	CHECK(relation_check_provides(TEXT("a|b")) == -E_DATA);
	each_byte();
	return test_failed;
}
