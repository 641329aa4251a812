// SPDX-License-Identifier: MIT
// Sets of packages: the lock, the time, what is refused. Contents are not read here; tests/pkg/image-is-its-packages.sh reads them.
#include "image.h"

#include <stdlib.h>

#include "arena.h"
#include "choices.h"
#include "error.h"
#include "installed.h"
#include "opk.h"
#include "test.h"

static struct arena arena;
static const struct choices none;

static struct texts list(const char *s)
{
	struct text rest = text_of(s), word;
	struct texts t = { NULL, 0 };

	while (*s && text_part(&rest, ' ', &word)) {
		t.item = arena_more(&arena, t.item, t.count, sizeof *t.item);
		t.item[t.count++] = word;
	}
	return t;
}

static struct opk *package(
	const char *name, const char *needs, const char *provides, const char *conflicts)
{
	struct opk *p = ARENA_NEW(&arena, struct opk);

	p->what = arena_printf(&arena, "%s.opk", name);
	memset(p->digest.b, *name, DIGEST_SIZE);
	p->manifest = (struct manifest){ .name = text_of(name),
		.version = TEXT("1-r1"),
		.arch = TEXT("x86_64"),
		.date = (uint64_t)*name,
		.needs = list(needs),
		.provides = list(provides),
		.conflicts = list(conflicts) };
	return p;
}

static void lock(void)
{
	struct opk *root[] = { package("c", "a|z b>=1", "", ""), package("b", "", "", "") };
	struct opk *boot[] = { package("a", "", "", ""), package("b", "", "", "") };
	struct texts wish = list("b c>=1");
	struct installed in;
	struct image m;
	struct text t;

	CHECK(image_init(&m, &arena, root, 2, boot, 2) == -E_DATA);
	CHECK_TEXT(error_text(), "c 1-r1 needs a|z: no package of the list has it");
	root[0]->manifest.needs = list("x|b b>=1 b<2");
	CHECK(!image_init(&m, &arena, root, 2, boot, 2));
	CHECK(m.time == 'c' && text_is(m.arch, "x86_64") && m.roots == 2 && m.boots == 2);
	CHECK_TEXT(m.lock.s,
		"a\t1-r1\t6161616161616161616161616161616161616161616161616161616161616161\n"
			     "b\t1-r1\t6262626262626262626262626262626262626262626262626262626262626262\n"
			     "c\t1-r1\t6363636363636363636363636363636363636363636363636363636363636363\n");
	CHECK(!image_make_tree(&m, &wish, &none));
	CHECK(!tree_read(&arena, tree_find(&m.tree, TEXT("var/lib/orion/pkg/world")), 99, &t));
	CHECK_TEXT(t.s, "b\nc>=1\n");
	CHECK(!tree_read(&arena, tree_find(&m.tree, TEXT("usr/lib/orion/packages")), 999, &t));
	CHECK(text_equal(t, m.lock));
	CHECK(!tree_read(
		&arena, tree_find(&m.tree, TEXT("var/lib/orion/pkg/installed")), 9999, &t));
	CHECK(!installed_parse(&in, &arena, t) && in.count == 2 &&
		text_is(in.package[1].name, "c"));
	CHECK(digest_equal(&in.package[1].digest, &root[0]->digest));
}

static void nothing(void)
{
	struct texts wish = { NULL, 0 };
	struct image m;

	CHECK(!image_init(&m, &arena, NULL, 0, NULL, 0) && m.lock.n == 0 && m.time == 0);
	CHECK(!image_make_tree(&m, &wish, &none) &&
		tree_find(&m.tree, TEXT("var/lib/orion/pkg/installed")));
}

static void refused(void)
{
	struct opk *p[] = { package("a", "", "v=2", ""), package("b", "", "", "v<2") };
	struct image m;

	CHECK(!image_init(&m, &arena, p, 2, NULL, 0));
	p[1]->manifest.conflicts = list("v>=2");
	CHECK(image_init(&m, &arena, p, 2, NULL, 0) == -E_DATA);
	CHECK_TEXT(error_text(), "b 1-r1 can't be with a 1-r1: it conflicts with v>=2");
	p[1]->manifest.conflicts = list("b");	// with itself: no other b
	CHECK(!image_init(&m, &arena, p, 2, NULL, 0));
	p[1]->manifest.arch = TEXT("aarch64");
	CHECK(image_init(&m, &arena, p, 2, NULL, 0) == -E_DATA);
	CHECK_TEXT(error_text(), "a.opk is for x86_64, b.opk for aarch64");
	p[0]->manifest.arch = TEXT("all");	// without programs: for any
	CHECK(!image_init(&m, &arena, p, 2, NULL, 0) && text_is(m.arch, "aarch64"));
	p[1] = package("a", "", "", "");
	p[1]->digest.b[0]++;
	CHECK(image_init(&m, &arena, p, 2, NULL, 0) == -E_DATA);
	CHECK_TEXT(error_text(), "both a.opk and a.opk: one name is one package");
}

int main(void)
{
	lock();
	nothing();
	refused();
	arena_free(&arena);
	return test_failed;
}
