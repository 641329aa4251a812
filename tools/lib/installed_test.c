// SPDX-License-Identifier: MIT
#include "installed.h"

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "test.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const char a_manifest[] =
	"orion-package\t1\nname\ta\nversion\t1-r0\narch\tx86_64\nsummary\tA\nlicense\tMIT\norigin\ta\ndate\t0\n"
	"d\t0755\t0\t0\tusr\nf\t0644\t0\t0\t1\t" HEX "\tusr/file\nl\t0\t0\tusr/link\tusr/file\n";
static const char b_manifest[] =
	"orion-package\t1\nname\tb\nversion\t2-r0\narch\tx86_64\nsummary\tusr/file\nlicense\tMIT\norigin\tb\ndate\t0\n"
	"d\t0755\t0\t0\tusr\nf\t0644\t0\t0\t1\t" HEX "\tusr/file2\n";

static void add(struct buffer *b, const char *name, const char *version, const char *manifest)
{
	buffer_printf(
		b, "package\t%s\t%s\t" HEX "\t%zu\n%s", name, version, strlen(manifest), manifest);
}

static int parse(struct installed *in, struct arena *a, struct buffer *b)
{
	int rc = installed_parse(in, a, buffer_view(b));

	return rc ? rc : installed_manifests(in, a);
}

static size_t owners(const struct installed *in, const char *path)
{
	const struct installed_package *p = NULL;
	size_t n = 0;

	while ((p = installed_owner(in, text_of(path), p)))
		n++;
	return n;
}

// What is parsed is written as it was, package by package and from its manifest.
static void check_writing(const struct installed *in, struct text want)
{
	for (int new = 0; new < 2; new ++) {
		struct buffer b = { 0 };

		installed_write_first(&b);
		for (size_t i = 0; i < in->count; i++) {
			const struct installed_package *p = in->package + i;

			if (new)
				installed_write_new(&b, p->manifest, &p->digest);
			else
				installed_write(&b, p);
		}
		CHECK(!buffer_error(&b) && text_equal(buffer_view(&b), want));
		buffer_free(&b);
	}
}

static void check_list(void)
{
	struct arena a = { 0 };
	struct buffer b = { 0 };
	struct installed in;

	CHECK(!installed_parse(&in, &a, buffer_view(&b)) && !in.count);
	buffer_printf(&b, "orion-installed\t1\n");
	add(&b, "a", "1-r0", a_manifest);
	add(&b, "b", "2-r0", b_manifest);
	CHECK(!parse(&in, &a, &b));
	CHECK(in.count == 2 && installed_find(&in, TEXT("b")) == in.package + 1);
	CHECK(!installed_find(&in, TEXT("c")));
	CHECK(text_is(in.package[1].text, b_manifest) && in.package[0].manifest->entries == 3);
	check_writing(&in, buffer_view(&b));
	CHECK(owners(&in, "usr") == 2);
	CHECK(owners(&in, "usr/file") == 1);
	CHECK(owners(&in, "usr/link") == 1);
	CHECK(owners(&in, "usr/file2") == 1);
	CHECK(owners(&in, "file") == 0);
	CHECK(owners(&in, "") == 0);
	CHECK(owners(&in, HEX) == 0);
	for (size_t n = 1; n < b.n; n++)	// cut off anywhere but between packages, it is none
		if (b.s[n - 1] != '\n' || strncmp(b.s + n, "package\t", 8))
			CHECK(installed_parse(&in, &a, (struct text){ b.s, n }) == -E_DATA);
	buffer_free(&b);
	arena_free(&a);
}

// clang-format off
static const struct {
	int line;
	const char *list;
} wrong[] = {
	{ __LINE__, "orion-installed\t2\n" },
	{ __LINE__, "package\ta\t1-r0\t" HEX "\t1\nx" },
	{ __LINE__, "orion-installed\t1\npackage\ta\t1-r0\t" HEX "\t0\n" },
	{ __LINE__, "orion-installed\t1\npackage\ta\t1-r0\t" HEX "\t2\nx" },
	{ __LINE__, "orion-installed\t1\npackage\ta\t1-r0\t\t1\nx" },
	{ __LINE__, "orion-installed\t1\npackage\ta\t1\t" HEX "\t1\nx" },
	{ __LINE__, "orion-installed\t1\npackage\tA\t1-r0\t" HEX "\t1\nx" },
	{ __LINE__, "orion-installed\t1\npackage\ta\t1-r0\t" HEX "\t1\nxpackage\ta\t1-r0\t" HEX "\t1\nx" },
	{ __LINE__, "orion-installed\t1\npackage\tb\t1-r0\t" HEX "\t1\nxpackage\ta\t1-r0\t" HEX "\t1\nx" },
	{ __LINE__, "orion-installed\t1\npackage\ta\t1-r0\t" HEX "\t1\nx" },	// the manifest
};
// clang-format on

static void check_wrong(void)
{
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct arena a = { 0 };
		struct buffer b = { 0 };
		struct installed in;

		buffer_text(&b, text_of(wrong[i].list));
		CHECK_AT(wrong[i].line, parse(&in, &a, &b) == -E_DATA);
		buffer_free(&b);
		arena_free(&a);
	}
}

// The line and the manifest must say the same.
static void check_other_name(void)
{
	struct arena a = { 0 };
	struct buffer b = { 0 };
	struct installed in;

	buffer_printf(&b, "orion-installed\t1\n");
	add(&b, "a", "1-r0", b_manifest);
	CHECK(parse(&in, &a, &b) == -E_DATA);
	buffer_free(&b);
	arena_free(&a);
}

int main(void)
{
	check_list();
	check_wrong();
	check_other_name();
	return test_failed;
}
