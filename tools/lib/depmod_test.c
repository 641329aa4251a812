// SPDX-License-Identifier: MIT
// The tables of depmod, from modules by hand. That they are kmod's is asked by tests/image/module-tables-are-kmods.sh.
#include "depmod.h"

#include <stdlib.h>

#include "arena.h"
#include "error.h"
#include "module.h"
#include "test.h"

static struct arena arena;

static struct texts words(const char *s)
{
	struct text rest = text_of(s), word;
	struct texts list = { NULL, 0 };

	while (*s && text_part(&rest, ' ', &word)) {
		list.item = arena_more(&arena, list.item, list.count, sizeof *list.item);
		list.item[list.count++] = word;
	}
	return list;
}

static struct module module(
	const char *path, const char *exports, const char *imports, const char *info)
{
	struct module m = { .path = text_of(path),
		.exports = words(exports),
		.imports = words(imports),
		.info = words(info) };

	CHECK(!module_name(&m.name, &arena, m.path));
	return m;
}

#define CHECK_OUT(got, want) CHECK_TEXT((got).s, want)

static void tables(void)
{
	struct module m[] = {
		module("k/z-top.ko", "", "mid printk base",
			"alias=pci:x license=GPL alias=char-major-10-200"),
		module("k/mid.ko", "mid mid2", "base",
			"softdep=pre:a weakdep=w alias=devname:net/tun"),
		module("k/base.ko", "base", "printk", ""),
		module("k/dev.ko", "", "mid2",
			"alias=devname:a/b alias=block-major-7-1 alias=block-major-8-1"),
		module("k/alone.ko", "", "", "alias=char-major-10-x alias=devname:x"),
	};
	struct depmod d;

	CHECK(!depmod_make(&d, &arena, m, 5, TEXT("k/dev.ko\nnot/here.ko\nk/mid.ko\nk/dev.ko\n")));
	CHECK_OUT(d.dep,
		"k/dev.ko: k/mid.ko k/base.ko\nk/mid.ko: k/base.ko\nk/alone.ko:\nk/base.ko:\n"
			 "k/z-top.ko: k/mid.ko k/base.ko\n");
	CHECK_OUT(d.alias,
		"# Aliases extracted from modules themselves.\n"
			   "alias devname:a/b dev\nalias block-major-7-1 dev\nalias block-major-8-1 dev\n"
			   "alias devname:net/tun mid\nalias char-major-10-x alone\nalias devname:x alone\n"
			   "alias pci:x z_top\nalias char-major-10-200 z_top\n");
	CHECK_OUT(d.softdep,
		"# Soft dependencies extracted from modules themselves.\nsoftdep mid pre:a\n");
	CHECK_OUT(d.weakdep,
		"# Weak dependencies extracted from modules themselves.\nweakdep mid w\n");
	CHECK_OUT(d.symbols,
		"# Aliases for symbols, used by symbol_request().\n"
			     "alias symbol:base base\nalias symbol:mid mid\nalias symbol:mid2 mid\n");
	CHECK_OUT(d.devname, "# Device nodes to trigger on-demand module loading.\ndev a/b b7:1\n");
	CHECK(d.devname.n == strlen(d.devname.s));
}

static void nothing(void)
{
	struct depmod d;

	CHECK(!depmod_make(&d, &arena, NULL, 0, TEXT("")));
	CHECK(d.dep.n == 0 && d.devname.n == 0 && d.alias.n);
}

// Two have a symbol: the later one counts.
static void twice(void)
{
	struct module m[] = { module("a.ko", "s", "", ""), module("b.ko", "s", "", ""),
		module("c.ko", "", "s", "") };
	struct depmod d;

	CHECK(!depmod_make(&d, &arena, m, 3, TEXT("")));
	CHECK_OUT(d.dep, "a.ko:\nb.ko:\nc.ko: b.ko\n");
}

static void refused(void)
{
	struct module same[] = { module("k/a-b.ko", "", "", ""), module("l/a_b.ko", "", "", "") };
	struct module circle[] = { module("a.ko", "a", "b", ""), module("b.ko", "b", "c", ""),
		module("c.ko", "c", "a", ""), module("d.ko", "", "", "") };
	struct module self[] = { module("a.ko", "a", "a", "") };
	struct depmod d;

	CHECK(depmod_make(&d, &arena, same, 2, TEXT("")) == -E_DATA);
	CHECK_TEXT(error_text(), "k/a-b.ko and l/a_b.ko are one module to the kernel");
	CHECK(depmod_make(&d, &arena, circle, 4, TEXT("")) == -E_DATA);
	CHECK_TEXT(error_text(), "a.ko and what it needs need each other in a circle");
	CHECK(depmod_make(&d, &arena, self, 1, TEXT("")) == -E_DATA);
}

int main(void)
{
	tables();
	nothing();
	twice();
	refused();
	arena_free(&arena);
	return test_failed;
}
