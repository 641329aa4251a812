// SPDX-License-Identifier: MIT
// The merged tree: who owns what, what is in conflict with what, and what is made on top.
#include "tree.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "test.h"

static struct arena arena;

// A manifest in short: the paths, each behind its type; `d` is 755, `D` a directory of mode 700. `5x>y` offers x as an alternative
// of priority 5 that leads to y.
static struct manifest manifest(const char *name, const char *replaces, const char *paths)
{
	struct manifest m = { .name = text_of(name), .version = TEXT("1-r0") };
	struct text rest = text_of(paths), word;

	m.entry = ARENA_ARRAY(&arena, struct entry, 64);
	m.alternative = ARENA_ARRAY(&arena, struct alternative, 64);
	while (text_part(&rest, ' ', &word)) {
		struct alternative *t = &m.alternative[m.alternatives];

		if (*word.s <= '9') {
			t->priority = (uint32_t)(*word.s - '0');
			word.s++;
			word.n--;
			text_part(&word, '>', &t->link);
			t->target = word;
			m.alternatives++;
			continue;
		}
		struct entry *e = &m.entry[m.entries++];

		e->type = *word.s == 'D' ? 'd' : *word.s;
		e->mode = *word.s == 'D' ? 0700 : *word.s == 'd' ? 0755 : 0644;
		e->path = (struct text){ word.s + 1, word.n - 1 };
	}
	if (*replaces) {
		m.replaces.item = ARENA_NEW(&arena, struct text);
		*m.replaces.item = text_of(replaces);
		m.replaces.count = 1;
	}
	return m;
}

static const struct {
	int line;
	const char *a, *b, *b_replaces;
	const char *want;	// the tree, each path with its owner; or with ` and ` the first error
} cases[] = {
	{ __LINE__, "da fa/x", "da fa/y", "", "da:a fa/x:a fa/y:b" },
	{ __LINE__, "da da-b fa-b/x fa/x fa.c", "fz", "",
		"da:a fa/x:a da-b:a fa-b/x:a fa.c:a fz:b" },
	{ __LINE__, "fa/b/c", "fa/b/d", "", "da:- da/b:- fa/b/c:a fa/b/d:b" },
	{ __LINE__, "fx", "fx", "", "x: both a 1 and b 1 have it" },
	{ __LINE__, "fx fy", "fx fy", "", "x: both a 1 and b 1 have it (and 1 more)" },
	{ __LINE__, "fx", "dx", "", "x: both a 1 and b 1 have it" },
	{ __LINE__, "lx", "lx", "", "x: both a 1 and b 1 have it" },
	{ __LINE__, "dx", "Dx", "",
		"x: a 1 and b 1 don't agree on the directory's mode and owner" },
	{ __LINE__, "lx", "fx/y", "", "x/y: b 1 has it below what is no directory in a 1" },
	{ __LINE__, "fx/y", "lx", "", "x/y: a 1 has it below what is no directory in b 1" },
	{ __LINE__, "fx fy", "fx fz", "a", "fx:b fy:a fz:b" },
	{ __LINE__, "fx", "fx", "a<2", "fx:b" },
	{ __LINE__, "fx", "fx", "a<1-r0", "x: both a 1 and b 1 have it" },
	{ __LINE__, "dx", "lx", "a", "lx:b" },
	{ __LINE__, "dx fx/y", "lx", "a", "x/y: a 1 has it below what is no directory in b 1" },
	{ __LINE__, "dx", "Dx", "a", "dx:b" },
	// alternatives
	{ __LINE__, "fx 1v>x", "fy 2v>y", "", "lv:b fx:a fy:b" },
	{ __LINE__, "fx 2v>x", "fy 2v>y", "", "lv:a fx:a fy:b" },
	{ __LINE__, "fx", "fy 2d/e>y", "", "dd:- ld/e:b fx:a fy:b" },
	{ __LINE__, "fx 9v>x", "fv", "",
		"v: a 1 offers it as an alternative and b 1 has it as its own: who has it must offer it, too" },
	{ __LINE__, "lv", "fy 2v>y", "",
		"v: b 1 offers it as an alternative and a 1 has it as its own: who has it must offer it, too" },
	{ __LINE__, "dv", "fy 2v>y", "",
		"v: b 1 offers it as an alternative and a 1 has it as its own: who has it must offer it, too" },
	{ __LINE__, "fv/x", "fy 2v>y", "", "v/x: a 1 has it below what is no directory in b 1" },
	{ __LINE__, "lv fz", "fy 2v/w>y", "", "v/w: b 1 has it below what is no directory in a 1" },
	{ __LINE__, "fx 1v>x", "fy 2v/w>y", "",
		"v/w: b 1 has it below what is no directory in a 1" },
};

static const char *show(const struct tree *t)
{
	static char out[4096];
	size_t n = 0;

	*out = 0;
	for (size_t i = 1; i < t->count; i++) {
		const struct node *k = &t->node[i];

		n += (size_t)snprintf(out + n, sizeof out - n, "%s%c%.*s:%.1s", n ? " " : "",
			k->entry->type, TEXT_ARG(k->entry->path),
			k->source ? k->source->name : "-");
	}
	return out;
}

static void merges(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct manifest a = manifest("a", "", cases[i].a),
				b = manifest("b", cases[i].b_replaces, cases[i].b);
		struct source s[] = { { "a 1", &a, NULL }, { "b 1", &b, NULL } };
		struct tree t;
		int rc = tree_merge(&t, &arena, s, 2, NULL);
		const char *got = rc ? error_text() : show(&t);

		CHECK_AT(cases[i].line, !rc || rc == -E_DATA);
		if (strcmp(got, cases[i].want))
			fprintf(stderr, "%s:%d: got %s\n", __FILE__, cases[i].line, got),
				test_failed = 1;
		CHECK_AT(cases[i].line, !rc == !t.conflicts);
	}
}

// Each of two replaces the other: neither wins.
static void mutual(void)
{
	struct manifest a = manifest("a", "b", "fx"), b = manifest("b", "a", "fx");
	struct source s[] = { { "a 1", &a, NULL }, { "b 1", &b, NULL } };
	struct tree t;

	CHECK(tree_merge(&t, &arena, s, 2, NULL) == -E_DATA);
	CHECK_TEXT(error_text(), "x: both a 1 and b 1 have it");
}

static void made(void)
{
	struct manifest a = manifest("a", "", "Dd fd/f ll");
	struct source s = { "a 1", &a, NULL };
	struct tree t;
	struct text got;

	CHECK(!tree_merge(&t, &arena, &s, 1, NULL));
	CHECK(!tree_make(&t, "d/f", 0600, TEXT("new")) &&
		!tree_make(&t, "new/dir/g", 0600, TEXT("g")));
	CHECK(!tree_make_link(&t, "new/l", "dir/g") && !tree_make_link(&t, "l", "else"));
	CHECK_TEXT(show(&t), "dd:a fd/f:- ll:- dnew:- dnew/dir:- fnew/dir/g:- lnew/l:-");
	struct node *f = tree_find(&t, TEXT("d/f")), *g = tree_find(&t, TEXT("new/dir/g"));
	CHECK(f && f->entry->mode == 0644 && !f->source && g && g->entry->mode == 0600);
	CHECK(!tree_read(&arena, f, 3, &got) && text_is(got, "new"));
	CHECK(tree_read(&arena, f, 2, &got) == -E_DATA);
	CHECK(tree_read(&arena, tree_find(&t, TEXT("d")), 9, &got) == -E_DATA);
	CHECK(!tree_find(&t, TEXT("new/di")) && tree_find(&t, TEXT("")) == t.node);
	CHECK(tree_make(&t, "d", 0644, TEXT("")) == -E_DATA &&
		tree_make(&t, "l/x", 0644, TEXT("")) == -E_DATA);
	CHECK(tree_make(&t, "../x", 0644, TEXT("")) == -E_DATA &&
		tree_make(&t, "/x", 0644, TEXT("")) == -E_DATA);
	CHECK(tree_make_link(&t, "d/f", "x") == -E_DATA && tree_make_dir(&t, "d/f") == -E_DATA);
	CHECK(!tree_make_dir(&t, "d") && tree_find(&t, TEXT("d"))->entry->mode == 0700);
	CHECK(!tree_make_dir(&t, "dir/in/it") &&
		tree_find(&t, TEXT("dir/in/it"))->entry->type == 'd');
}

static const struct {
	int line;
	const char *path, *want;	// want is NULL when it leads nowhere
} ways[] = {
	{ __LINE__, "", "" },
	{ __LINE__, "/bin/sh", "usr/bin/box" },
	{ __LINE__, "bin/.././bin//box", "usr/bin/box" },
	{ __LINE__, "../../bin", "usr/bin" },
	{ __LINE__, "far", "usr/bin" },
	{ __LINE__, "far/box", "usr/bin/box" },
	{ __LINE__, "circle", NULL },
	{ __LINE__, "bin/none", NULL },
	{ __LINE__, "dangling/x", NULL },
};

static void follows(void)
{
	struct tree t;

	CHECK(!tree_init(&t, &arena) && !tree_make(&t, "usr/bin/box", 0755, TEXT("")));
	CHECK(!tree_make_link(&t, "bin", "usr/bin") && !tree_make_link(&t, "usr/bin/sh", "box"));
	CHECK(!tree_make_link(&t, "usr/far", "../usr/../bin") &&
		!tree_make_link(&t, "far", "/usr/far"));
	CHECK(!tree_make_link(&t, "circle", "circle") && !tree_make_link(&t, "dangling", "none"));
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		struct node *n = tree_follow(&t, text_of(ways[i].path));

		CHECK_AT(ways[i].line, !n == !ways[i].want);
		if (n && ways[i].want)
			CHECK_AT(ways[i].line, text_is(n->entry->path, ways[i].want));
	}
}

// The content of an open file, whole or too short.
static void from_files(void)
{
	int fd = open("content", O_CREAT | O_TRUNC | O_RDWR, 0644);
	struct text got;
	struct tree t;

	CHECK(write(fd, "0123456789", 10) == 10);
	CHECK(!tree_init(&t, &arena) && !tree_make_from(&t, "x", 0644, fd, 10));
	CHECK(!tree_read(&arena, tree_find(&t, TEXT("x")), 100, &got) &&
		text_is(got, "0123456789"));
	CHECK(!tree_make_from(&t, "y", 0644, fd, 11));
	CHECK(tree_read(&arena, tree_find(&t, TEXT("y")), 100, &got) < 0);
	close(fd);
}

static void orders(void)
{
	static const char *sorted[] = { "", "!", "a", "a/!", "a/b", "a/b/c", "a!", "a-", "ab", "b",
		"\377" };

	for (int i = 0; i < 11; i++)
		for (int k = 0; k < 11; k++) {
			int c = tree_compare(text_of(sorted[i]), text_of(sorted[k]));

			CHECK((c > 0) - (c < 0) == (i > k) - (i < k));
		}
}

int main(void)
{
	orders();
	merges();
	mutual();
	made();
	from_files();
	follows();
	arena_free(&arena);
	return test_failed;
}
