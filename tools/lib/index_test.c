// SPDX-License-Identifier: MIT
// The index: what is written is read, nothing else is, and packages are found.
#include "index.h"

#include <zstd.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "test.h"

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define FIRST "orion-index\t1\n"
#define PACKAGE(name, version) \
	"package\t" name "\t" version "\tx86_64\t2000\t300\t" DIGEST "\t4000\n"
#define FULL \
	PACKAGE("box", "1.0-r1") \
	"summary\tA box: with all\nlicense\tMIT\norigin\tbox\nneeds\tmusl>=1.2.5 so:libz.so.1 " \
	"a|b\nprovides\tsh cmd=1.0\nconflicts\tcase<2\nreplaces\tcase\n"

static struct arena arena;

// clang-format off
static const struct {
	int line;
	struct text text;
	const char *error;	// a part of it; NULL: there is none
} cases[] = {
	{ __LINE__, TEXT(FIRST), NULL },
	{ __LINE__, TEXT(FIRST FULL), NULL },
	{ __LINE__, TEXT(FIRST PACKAGE("a", "1-r0") FULL PACKAGE("box", "1.0-r2") PACKAGE("c", "1-r0")), NULL },
	{ __LINE__, TEXT(""), "line 1 is not" },
	{ __LINE__, TEXT("orion-index\t2\n"), "line 1 is not" },
	{ __LINE__, TEXT(FIRST "\n"), "line 2 of the index: a line that is unknown" },
	{ __LINE__, TEXT(FIRST "needs\tmusl\n"), "line 2 of the index: a line that is unknown" },
	{ __LINE__, TEXT(FIRST PACKAGE("a", "1-r0") "needs\tmusl"), "the end is missing" },
	{ __LINE__, TEXT(FIRST PACKAGE("a", "1-r0") "surprise\tx\n"), "line 3 of the index: a line that is unknown" },
	{ __LINE__, TEXT(FIRST PACKAGE("a", "1-r0") "needs\tmusl\nneeds\tmusl\n"), "at the wrong place" },
	{ __LINE__, TEXT(FIRST PACKAGE("a", "1-r0") "needs\tmusl\nsummary\tx\n"), "at the wrong place" },
	{ __LINE__, TEXT(FIRST PACKAGE("a", "1-r0") "needs\t\n"), "nothing behind `needs`" },
	{ __LINE__, TEXT(FIRST PACKAGE("a", "1-r0") "needs\tmusl  zlib\n"), "is no name" },
	{ __LINE__, TEXT(FIRST PACKAGE("a", "1-r0") "needs\tmusl \n"), "is no name" },
	{ __LINE__, TEXT(FIRST PACKAGE("a", "1-r0") "needs\tmusl>\n"), "version" },
	{ __LINE__, TEXT(FIRST PACKAGE("a", "1-r0") "conflicts\ta|b\n"), "is no name" },
	{ __LINE__, TEXT(FIRST PACKAGE("a", "1-r0") "provides\ta>1\n"), "cannot be provided" },
	{ __LINE__, TEXT(FIRST PACKAGE("a", "1-r0") "summary\ta\tb\n"), "a control character" },
	{ __LINE__, TEXT(FIRST PACKAGE("a", "1-r0") "origin\t../a\n"), "is no name" },
	// order, and one version twice
	{ __LINE__, TEXT(FIRST PACKAGE("b", "1-r0") PACKAGE("a", "1-r0")), "is not sorted" },
	{ __LINE__, TEXT(FIRST PACKAGE("a", "1.10-r0") PACKAGE("a", "1.9-r0")), "is not sorted" },
	{ __LINE__, TEXT(FIRST PACKAGE("a", "1-r0") PACKAGE("a", "1-r0")), "a 1-r0 is not sorted, or there twice" },
	// names that would leave the directory, versions, architectures
	{ __LINE__, TEXT(FIRST PACKAGE("", "1-r0")), "is no name" },
	{ __LINE__, TEXT(FIRST PACKAGE("../a", "1-r0")), "is no name" },
	{ __LINE__, TEXT(FIRST PACKAGE("A", "1-r0")), "is no name" },
	{ __LINE__, TEXT(FIRST PACKAGE("a", "1/../..-r0")), "version" },
	{ __LINE__, TEXT(FIRST PACKAGE("a", "1")), "version" },
	{ __LINE__, TEXT(FIRST "package\ta\t1-r0\t../x\t2000\t300\t" DIGEST "\t1\n"), "architecture" },
	{ __LINE__, TEXT(FIRST "package\ta\t1-r0\t\t2000\t300\t" DIGEST "\t1\n"), "architecture" },
	// sizes
	{ __LINE__, TEXT(FIRST "package\ta\t1-r0\tx\t2000\t300\t" DIGEST "\n"), "7 fields" },
	{ __LINE__, TEXT(FIRST "package\ta\t1-r0\tx\t2000\t300\t" DIGEST "\t1\t1\n"), "7 fields" },
	{ __LINE__, TEXT(FIRST "package\ta\t1-r0\tx\t299\t300\t" DIGEST "\t1\n"), "the head is larger" },
	{ __LINE__, TEXT(FIRST "package\ta\t1-r0\tx\t-1\t300\t" DIGEST "\t1\n"), "size" },
	{ __LINE__, TEXT(FIRST "package\ta\t1-r0\tx\t9223372036854775808\t300\t" DIGEST "\t1\n"), "size" },
	{ __LINE__, TEXT(FIRST "package\ta\t1-r0\tx\t99999999999\t67108865\t" DIGEST "\t1\n"), "size of the head" },
	// digests: none, short, long, upper-case, with blanks
	{ __LINE__, TEXT(FIRST "package\ta\t1-r0\tx\t2000\t300\t\t1\n"), "digest" },
	{ __LINE__, TEXT(FIRST "package\ta\t1-r0\tx\t2000\t300\t01234567\t1\n"), "digest" },
	{ __LINE__, TEXT(FIRST "package\ta\t1-r0\tx\t2000\t300\t" DIGEST "0\t1\n"), "digest" },
	{ __LINE__, TEXT(FIRST "package\ta\t1-r0\tx\t2000\t300\t0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef\t1\n"), "digest" },
	{ __LINE__, TEXT(FIRST "package\ta\t1-r0\tx\t2000\t300\t 123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\t1\n"), "digest" },
};
// clang-format on

static void same(int line, const struct index *x, struct text t)
{
	struct buffer b = { 0 };

	index_write(x, &b);
	CHECK_AT(line, text_equal(buffer_view(&b), t));
	buffer_free(&b);
}

static void fields(void)
{
	struct index x;

	CHECK(index_parse(&x, &arena, TEXT(FIRST FULL)) == 0 && x.packages == 1);
	const struct index_package *p = x.package;
	CHECK(text_is(p->name, "box") && text_is(p->version, "1.0-r1") &&
		text_is(p->arch, "x86_64"));
	CHECK(p->pin.file_size == 2000 && p->pin.head_size == 300 && p->installed_size == 4000);
	CHECK(p->pin.head.b[0] == 0x01 && p->pin.head.b[31] == 0xef);
	CHECK(text_is(p->summary, "A box: with all") &&
		text_is(p->needs, "musl>=1.2.5 so:libz.so.1 a|b"));
	CHECK(text_is(p->replaces, "case"));
	CHECK_TEXT(index_file(&arena, p), "box-1.0-r1.x86_64.opk");
}

static void found(void)
{
	struct index x;
	size_t n;

	CHECK(index_parse(&x, &arena,
		      TEXT(FIRST PACKAGE("a", "1-r0") PACKAGE("b", "1-r0") PACKAGE("b", "1.10-r0")
				      PACKAGE("b-c", "1-r0") PACKAGE("d", "2-r0"))) == 0);
	CHECK(index_find(&x, TEXT("b"), &n) == &x.package[1] && n == 2);
	CHECK(index_find(&x, TEXT("a"), &n) == &x.package[0] && n == 1);
	CHECK(index_find(&x, TEXT("d"), &n) == &x.package[4] && n == 1);
	CHECK(!index_find(&x, TEXT("c"), &n) && n == 0);
	CHECK(!index_find(&x, TEXT(""), &n) && !index_find(&x, TEXT("zz"), &n));
}

static void sorted(void)
{
	struct index x;
	struct text t =
		TEXT(FIRST PACKAGE("a", "1.9-r0") PACKAGE("a", "1.10-r0") PACKAGE("b", "1-r0"));

	CHECK(index_parse(&x, &arena, t) == 0);
	struct index_package first = x.package[0];
	x.package[0] = x.package[2];
	x.package[2] = first;
	index_sort(&x);
	same(__LINE__, &x, t);
}

#define FOR(name, version, arch) \
	"package\t" name "\t" version "\t" arch "\t2000\t300\t" DIGEST "\t1\n"

static void architectures(void)
{
	struct text t = TEXT(FIRST FOR("a", "1-r0", "aarch64") FOR("a", "1-r0", "x86_64") FOR(
		"a", "2-r0", "aarch64") FOR("b", "1-r0", "all") FOR("c", "1-r0", "aarch64"));
	struct index x;

	CHECK(index_parse(&x, &arena, t) == 0 && x.packages == 5);
	same(__LINE__, &x, t);
	index_keep(&x, TEXT("x86_64"));
	same(__LINE__, &x, TEXT(FIRST FOR("a", "1-r0", "x86_64") FOR("b", "1-r0", "all")));
	CHECK(index_parse(&x, &arena,
		      TEXT(FIRST FOR("a", "1-r0", "x86_64") FOR("a", "1-r0", "aarch64"))) ==
		-E_DATA);
	CHECK(index_parse(&x, &arena,
		      TEXT(FIRST FOR("a", "1-r0", "all") FOR("a", "1-r0", "all"))) == -E_DATA);
}

// --- compressed

// A frame of n zeros that says its size, or doesn't.
static size_t squeeze(char *to, size_t room, unsigned long long n, bool says)
{
	static char zeros[1 << 20];
	ZSTD_CCtx *c = ZSTD_createCCtx();
	ZSTD_outBuffer out = { to, room, 0 };
	ZSTD_inBuffer none = { NULL, 0, 0 };

	if (says)
		ZSTD_CCtx_setPledgedSrcSize(c, n);
	for (unsigned long long done = 0; done < n; done += sizeof zeros) {
		ZSTD_inBuffer in = { zeros, sizeof zeros, 0 };

		if (n - done < sizeof zeros)
			in.size = (size_t)(n - done);
		while (in.pos < in.size)
			CHECK(!ZSTD_isError(ZSTD_compressStream2(c, &out, &in, ZSTD_e_continue)));
	}
	while (ZSTD_compressStream2(c, &out, &none, ZSTD_e_end))
		;
	ZSTD_freeCCtx(c);
	return out.pos;
}

static void unpack(int line, const char *packed, size_t n, const char *why)
{
	struct arena a = { NULL };
	struct text t;

	CHECK_AT(line, index_unpack(&a, (struct text){ packed, n }, &t) == (why ? -E_DATA : 0));
	CHECK_AT(line, !why || strstr(error_text(), why));
	arena_free(&a);
}

static void bombs(void)
{
	static char packed[1 << 17], two[1000];
	struct buffer good = { 0 };

	CHECK(!index_pack(TEXT(FIRST), &good) && good.n * 2 < sizeof two);
	unpack(__LINE__, good.s, good.n, NULL);
	unpack(__LINE__, good.s, good.n - 1, "decompress the index");
	unpack(__LINE__, good.s, 3, "that says its size");
	unpack(__LINE__, "", 0, "that says its size");
	memcpy(two, good.s, good.n);
	memcpy(two + good.n, good.s, good.n);
	unpack(__LINE__, two, good.n * 2, "decompress the index");
	buffer_free(&good);
	size_t n = squeeze(packed, sizeof packed, INDEX_LENGTH + 1ull, true);
	CHECK(n < 100000);
	unpack(__LINE__, packed, n, "an index of more than");
	n = squeeze(packed, sizeof packed, 5000, false);
	unpack(__LINE__, packed, n, "that says its size");
	n = squeeze(packed, sizeof packed, 100000, true);
	unpack(__LINE__, packed, n, NULL);
	packed[packed[4] & 0x20 ? 5 : 6] ^= 1;	// the lowest byte of the size: it lies
	unpack(__LINE__, packed, n, "decompress the index");
}

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct index x;
		int rc = index_parse(&x, &arena, cases[i].text);

		CHECK_AT(cases[i].line, rc == (cases[i].error ? -E_DATA : 0));
		if (cases[i].error && !strstr(error_text(), cases[i].error)) {
			CHECK_AT(cases[i].line, !"the error");
			fprintf(stderr, "%s\n", error_text());
		}
		if (!rc)
			same(cases[i].line, &x, cases[i].text);
	}
	fields();
	found();
	sorted();
	architectures();
	bombs();
	arena_free(&arena);
	return test_failed;
}
