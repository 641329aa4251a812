// SPDX-License-Identifier: MIT
// A part is taken from an older bundle if it is what would be made, and never else.
#include "packed_again.h"

#include <stdlib.h>
#include <unistd.h>
#include <zstd.h>

#include "arena.h"
#include "buffer.h"
#include "bundle_file.h"
#include "digest.h"
#include "erofs.h"
#include "packed.h"
#include "test.h"
#include "tree.h"

enum { SIZE = 100000 };

static struct arena arena;
static char room[SIZE];
static const struct text content = { room, SIZE };

// What packed_make writes, and what another version of it might have written.
static struct text ours, theirs;

static void prepare(void)
{
	struct buffer b = { 0 };
	size_t bound = ZSTD_compressBound(SIZE);
	char *other = arena_array(&arena, 1, bound);

	for (size_t i = 0; i < SIZE; i++)
		room[i] = (char)(i % 251 * i / 97);
	CHECK(!packed_make(&b, content));
	ours = (struct text){ arena_text(&arena, b.s, b.n), b.n };
	buffer_free(&b);
	theirs = (struct text){ other, ZSTD_compress(other, bound, room, SIZE, 1) };
	CHECK(!ZSTD_isError(theirs.n) && !text_equal(ours, theirs));
}

// A bundle with that part.
static struct bundle_file bundle(struct text part)
{
	struct erofs_options o = { .time = 1 };
	char hex[DIGEST_HEX + 1];
	struct bundle_file b;
	struct digest d;
	struct tree t;
	int fd = fileno(tmpfile());

	CHECK(!digest_of(&d, part.s, part.n));
	digest_hex(&d, hex);
	struct text manifest = text_of(arena_printf(&arena,
		"orion-bundle\t1\nrole\tnode\narch\tx86_64\ndate\t1\nkernel\t6.1\tab\nfile\tnet.img\t%zu\t%s\n",
		part.n, hex));
	CHECK(!tree_init(&t, &arena) && !tree_make(&t, "manifest", 0644, manifest));
	CHECK(!tree_make(&t, "net.img", 0644, part) && !erofs_write(&t, fd, &o, NULL));
	CHECK(!bundle_open(&b, &arena, fd, NULL));
	return b;
}

// The record of a program that says so of itself, with that part only.
static struct text record(const char *program, struct text part)
{
	char hex[DIGEST_HEX + 1];
	struct digest d;

	CHECK(!digest_of(&d, part.s, part.n));
	digest_hex(&d, hex);
	struct text line = text_of(arena_printf(&arena, "%s%s\n", program, hex));
	CHECK(!digest_of(&d, line.s, line.n));
	digest_hex(&d, hex);
	return text_of(arena_printf(&arena, "%s\n", hex));
}

static const char *this_program(void)
{
	struct buffer b = { 0 };

	packed_describe(&b);
	const char *s = arena_text(&arena, b.s, b.n);
	buffer_free(&b);
	return s;
}

#define IS(want, b, known, of) check(__LINE__, want, b, known, of)

static struct text check(
	int line, struct text want, const struct bundle_file *b, struct text known, struct text of)
{
	struct packed_again p = { b, known };
	struct buffer got = { 0 };
	struct text part;

	CHECK_AT(line, !packed_again(&p, &arena, "net.img", of, &got));
	part = buffer_view(&got);
	CHECK_AT(line, want.n ? text_equal(part, want) : packed_holds(part, of));
	// From now on it is known.
	CHECK_AT(line, text_starts(p.record, record(this_program(), part).s));
	buffer_free(&got);
	return p.record;
}

static void takes(void)
{
	struct bundle_file old = bundle(theirs), same = bundle(ours);
	struct text known = record(this_program(), theirs);

	IS(theirs, &old, known, content);	// so it is seen that it was not made
	IS(ours, &same, record(this_program(), ours), content);
	IS(ours, NULL, known, content);
	IS(ours, &old, TEXT(""), content);
	IS(ours, &old, record("zstd 0.0.0\n", theirs), content);
	IS(ours, &old, record(this_program(), ours), content);
	close(old.fd);
	close(same.fd);
}

// The record may be right and the part something else.
static void other_content(void)
{
	struct text known = record(this_program(), theirs), none = { NULL, 0 };
	struct bundle_file old = bundle(theirs);
	char *changed = arena_text(&arena, room, SIZE);

	changed[SIZE / 2] ^= 1;
	IS(none, &old, known, ((struct text){ changed, SIZE }));
	IS(none, &old, known, ((struct text){ room, SIZE - 1 }));
	IS(none, &old, known, TEXT(""));
	close(old.fd);
	old = bundle(TEXT("no frame"));
	IS(ours, &old, record(this_program(), TEXT("no frame")), content);
	close(old.fd);
}

static void damaged(void)
{
	struct text known = record(this_program(), theirs);
	struct bundle_file old = bundle(theirs);
	char c;

	for (size_t i = 0; i < known.n; i++) {
		char *bad = arena_text(&arena, known.s, known.n);

		bad[i] ^= 1;
		IS(ours, &old, ((struct text){ bad, known.n }), content);
	}
	IS(ours, &old, ((struct text){ known.s, known.n - 1 }), content);
	for (size_t i = 0; i < theirs.n; i += 97) {
		off_t at = (off_t)(old.part[0].at + i);

		CHECK(pread(old.fd, &c, 1, at) == 1);
		CHECK(pwrite(old.fd, &(char){ c ^ 1 }, 1, at) == 1);
		IS(ours, &old, known, content);
		CHECK(pwrite(old.fd, &c, 1, at) == 1);
	}
	IS(theirs, &old, known, content);
	close(old.fd);
}

// The newest is in front and there once; the oldest fall off.
static void record_is_bounded(void)
{
	struct text one = record(this_program(), ours), t = one, line;
	size_t lines = 0;

	for (int i = 0; i < 100; i++)
		t = IS(((struct text){ NULL, 0 }), NULL, t,
			text_of(arena_printf(&arena, "content %d", i)));
	CHECK(!memmem(t.s, t.n, one.s, one.n));
	t = IS(ours, NULL, t, content);
	CHECK(text_equal(t, IS(ours, NULL, t, content)));
	while (text_line(&t, &line))
		lines++;
	CHECK(lines == 64 && !t.n);
}

int main(void)
{
	prepare();
	takes();
	other_content();
	damaged();
	record_is_bounded();
	arena_free(&arena);
	return test_failed;
}
