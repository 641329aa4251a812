// SPDX-License-Identifier: MIT
// Reading packages: a good one, each byte of it damaged, cut anywhere; and crafted ones that lie.
#include "opk.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zstd.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "opk_impl.h"
#include "test.h"

#define HEAD \
	"orion-package\t1\nname\tx\nversion\t1.0-r1\narch\tx86_64\nsummary\tA test\nlicense\tMIT\norigin\tx\ndate\t1793491200\n"

static struct arena arena;

// What a package is made of, so that each part can lie.
struct parts {
	const char *magic;
	uint32_t manifest_size;	// what the header says; 0: the truth
	struct text manifest;	// without the frame line
	struct text content;	// of its one frame, compressed here
	uint32_t frame_size;	// what the manifest says; 0: the truth
	bool no_content_size;	// in the frame
	bool wrong_digest;	// of the frame
};

static size_t compress(char *to, size_t room, struct text from, bool content_size)
{
	ZSTD_CCtx *c = ZSTD_createCCtx();

	ZSTD_CCtx_setParameter(c, ZSTD_c_contentSizeFlag, content_size);
	size_t n = ZSTD_compress2(c, to, room, from.s, from.n);
	ZSTD_freeCCtx(c);
	CHECK(!ZSTD_isError(n));
	return n;
}

static void put32(struct buffer *b, uint32_t v)
{
	unsigned char bytes[4];

	put_le32(bytes, v);
	buffer_add(b, bytes, 4);
}

static int to_fd(struct text t)
{
	int fd = memfd_create("package", MFD_CLOEXEC);

	CHECK(!file_write(fd, t.s, t.n, "package"));
	return fd;
}

// The text of the manifest with the frame line put before the first path.
static void manifest_of(struct buffer *b, const struct parts *p, struct text packed)
{
	struct digest d;
	char hex[DIGEST_HEX + 1];
	size_t head = sizeof HEAD - 1;

	digest_of(&d, packed.s, p->wrong_digest ? packed.n - 1 : packed.n);
	digest_hex(&d, hex);
	buffer_add(b, p->manifest.s, head);
	if (packed.n)
		buffer_printf(b, "frame\t%zu\t%zu\t%s\n", packed.n,
			p->frame_size ? p->frame_size : p->content.n, hex);
	buffer_add(b, p->manifest.s + head, p->manifest.n - head);
}

static struct text craft(const struct parts *p)
{
	struct buffer b = { 0 }, manifest = { 0 };
	size_t room = ZSTD_compressBound(p->content.n) + 100;
	char *packed = arena_array(&arena, room, 1), *head;
	size_t n = p->content.n ? compress(packed, room, p->content, !p->no_content_size) : 0;

	manifest_of(&manifest, p, (struct text){ packed, n });
	room = ZSTD_compressBound(manifest.n);
	head = arena_array(&arena, room, 1);
	size_t head_n = compress(head, room, buffer_view(&manifest), true);

	put32(&b, OPK_MAGIC_HEADER);
	put32(&b, OPK_HEADER - 8);
	buffer_add(&b, p->magic ? p->magic : "opk1", 4);
	put32(&b, (uint32_t)head_n);
	put32(&b, p->manifest_size ? p->manifest_size : (uint32_t)manifest.n);
	put32(&b, 0);
	put32(&b, OPK_MAGIC_MANIFEST);
	put32(&b, (uint32_t)head_n);
	buffer_add(&b, head, head_n);
	size_t head_size = b.n;

	buffer_add(&b, packed, n);
	struct frame f = { .packed = (uint32_t)n,
		.size = p->frame_size ? p->frame_size : (uint32_t)p->content.n };
	struct manifest m = { .frame = &f, .frames = n > 0 };

	seek_table_write(&b, &m, head_size);
	char *s = arena_text(&arena, b.s, b.n);
	struct text t = { s, b.n };
	buffer_free(&b);
	buffer_free(&manifest);
	return t;
}

// Opens and reads all of it: the first error.
static int read_all(struct text t, const struct opk_pin *pin)
{
	struct arena a = { NULL };
	struct opk p;
	int fd = to_fd(t), rc = opk_open(&p, &a, fd, "x.opk", pin);

	if (!rc) {
		rc = opk_check(&p);
		opk_close(&p);
	}
	close(fd);
	arena_free(&a);
	return rc;
}

static char *line(char type, const char *path, struct text content)
{
	struct digest d;
	char hex[DIGEST_HEX + 1];

	digest_of(&d, content.s, content.n);
	digest_hex(&d, hex);
	return arena_printf(&arena, "%c\t0644\t0\t0\t%zu\t%s\t%s\n", type, content.n, hex, path);
}

static struct text good(void)
{
	char *text =
		arena_printf(&arena, HEAD "%s%s%sl\t0\t0\tx\ty\n", line('f', "a", TEXT("hello")),
		line('f', "b", TEXT("")), line('f', "c", TEXT(" world")));

	return craft(&(struct parts){ .manifest = text_of(text), .content = TEXT("hello world") });
}

// The content of an entry, read anew, is the text.
static bool has(struct opk *p, const struct entry *e, const char *text)
{
	const void *data;
	size_t n = strlen(text);

	return !opk_seek(p, e) && opk_data(p, &data) == (ssize_t)n && !memcmp(data, text, n);
}

static void rests(void)
{
	char *text = arena_printf(&arena, HEAD "%s", line('f', "a", TEXT("other")));
	struct text others =
		craft(&(struct parts){ .manifest = text_of(text), .content = TEXT("other") });
	struct opk_room room = { 0 };
	struct opk p, q;
	int fd[] = { to_fd(good()), to_fd(others) };

	CHECK(!opk_open(&p, &arena, fd[0], "p.opk", NULL));
	CHECK(!opk_open(&q, &arena, fd[1], "q.opk", NULL));
	const struct entry *e = p.manifest.entry, *f = q.manifest.entry;

	CHECK(has(&p, &e[0], "hello"));
	opk_rest(&p);
	opk_rest(&p);
	CHECK(has(&p, &e[2], " world"));
	for (int i = 0; i < 2;
		i++) { // in turn: what the other left in the room is not taken for its own
		opk_share(&p, &room);
		CHECK(has(&p, &e[0], "hello") && room.content);
		opk_rest(&p);
		opk_share(&q, &room);
		CHECK(has(&q, f, "other"));
		opk_rest(&q);
	}
	opk_share(&p, &room);
	CHECK(has(&p, &e[2], " world"));
	opk_close(&p);	// the room stays
	opk_rest(&p);
	CHECK(room.content && has(&q, f, "other"));
	opk_close(&q);
	opk_room_free(&room);
	opk_room_free(&room);
	close(fd[0]);
	close(fd[1]);
}

static void reads(void)
{
	struct text t = good();
	int fd = to_fd(t);
	struct opk p;
	const void *data;

	CHECK(!opk_open(&p, &arena, fd, "x.opk", NULL));
	CHECK(p.file_size == t.n && text_is(p.manifest.name, "x") && p.manifest.entries == 4);
	const struct entry *e = p.manifest.entry;

	for (int i = 0; i < 2; i++) {
		CHECK(!opk_seek(&p, &e[2]) && opk_data(&p, &data) == 6 &&
			!memcmp(data, " world", 6));
		CHECK(opk_data(&p, &data) == 0);
		CHECK(!opk_seek(&p, &e[0]) && opk_data(&p, &data) == 5 &&
			!memcmp(data, "hello", 5));
		CHECK(!opk_seek(&p, &e[1]) && opk_data(&p, &data) == 0);
	}
	CHECK(opk_seek(&p, &e[3]) < 0);
	CHECK(!opk_check(&p));

	struct opk_pin pin = { p.file_size, p.head_size, p.digest };
	struct digest d;

	CHECK(!digest_of(&d, t.s, p.head_size) && digest_equal(&d, &p.digest));
	CHECK(!read_all(t, &pin));
	pin.head.b[31] ^= 1;
	CHECK(read_all(t, &pin) == -E_TRUST &&
		strstr(error_text(), "another digest than the index"));
	pin.head.b[31] ^= 1;
	pin.head_size++;
	CHECK(read_all(t, &pin) == -E_TRUST);
	pin.head_size--;
	pin.file_size++;
	CHECK(read_all(t, &pin) == -E_TRUST);
	opk_close(&p);
	opk_close(&p);
	close(fd);
}

// With the pin of an index no byte can change unseen; without one, none of the payload and of the seek table.
static void damaged(void)
{
	struct text t = good();
	char *copy = arena_array(&arena, t.n + 1, 1);
	struct opk_pin pin = { .file_size = t.n,
		.head_size = OPK_HEADER + 8 + get_le32((const unsigned char *)t.s + 12) };

	CHECK(!digest_of(&pin.head, t.s, pin.head_size) && !read_all(t, &pin));
	for (size_t i = 0; i < t.n; i++) {
		memcpy(copy, t.s, t.n);
		copy[i] ^= (char)(1 << i % 8);
		int pinned = read_all((struct text){ copy, t.n }, &pin),
		    rc = read_all((struct text){ copy, t.n }, NULL);

		if (!pinned || (!rc && i >= pin.head_size)) {
			fprintf(stderr, "byte %zu changed and nothing seen\n", i);
			test_failed = 1;
		}
		CHECK(read_all((struct text){ t.s, i }, NULL) < 0);
	}
	memcpy(copy, t.s, t.n);
	CHECK(read_all((struct text){ copy, t.n + 1 }, NULL) == -E_DATA);
}

static void expect(int at, const struct parts *p, const char *why)
{
	int rc = read_all(craft(p), NULL);

	CHECK_AT(at, rc == -E_DATA || rc == -E_TRUST);
	if (!strstr(error_text(), why)) {
		fprintf(stderr, "%s:%d: %s\n", __FILE__, at, error_text());
		test_failed = 1;
	}
}

static void lies(void)
{
	static char zeros[4 << 20];
	struct text hello = TEXT("hello"), bomb = { zeros, sizeof zeros };
	struct text one = text_of(arena_printf(&arena, HEAD "%s", line('f', "a", hello)));
	struct text none = TEXT(HEAD);
	struct text other = text_of(arena_printf(&arena, HEAD "%s", line('f', "a", TEXT("jello"))));
	struct text spaces = text_of(arena_printf(&arena, HEAD "%*s\n", 3 << 20, ""));

	CHECK(!read_all(craft(&(struct parts){ .manifest = none }), NULL));
	CHECK(!read_all(craft(&(struct parts){ .manifest = one, .content = hello }), NULL));
	expect(__LINE__, &(struct parts){ .manifest = one, .content = hello, .magic = "opk2" },
		"no package");
	expect(__LINE__, &(struct parts){ .manifest = one, .content = hello, .manifest_size = 10 },
		"length in its header");
	expect(__LINE__, &(struct parts){ .manifest = spaces, .manifest_size = 1000 },
		"length in its header");
	expect(__LINE__, &(struct parts){ .manifest = spaces }, "not known");
	expect(__LINE__,
		&(struct parts){
			.manifest = one, .content = hello, .manifest_size = (256 << 20) + 1 },
		"out of bounds");
	expect(__LINE__,
		&(struct parts){ .manifest = one, .content = hello, .manifest_size = 0xffffffff },
		"out of bounds");
	expect(__LINE__, &(struct parts){ .manifest = one, .content = bomb, .frame_size = 5 },
		"frame 0 is not one zstd frame");
	expect(__LINE__,
		&(struct parts){ .manifest = one, .content = TEXT("hell"), .frame_size = 5 },
		"frame 0 is not one");
	expect(__LINE__,
		&(struct parts){ .manifest = one, .content = hello, .no_content_size = true },
		"frame 0 is not one");
	expect(__LINE__, &(struct parts){ .manifest = one, .content = hello, .wrong_digest = true },
		"frame 0 has another digest");
	expect(__LINE__, &(struct parts){ .manifest = other, .content = hello },
		"`a` has another digest");
	expect(__LINE__, &(struct parts){ .manifest = none, .content = hello },
		"the frames have 5 bytes, the files 0");
	expect(__LINE__, &(struct parts){ .manifest = one },
		"the frames have 0 bytes, the files 5");
}

static void other_files(void)
{
	struct opk p;
	int fds[2];

	CHECK(read_all(TEXT(""), NULL) == -E_DATA);
	CHECK(read_all(TEXT("this is no package, but it is long enough"), NULL) == -E_DATA);
	CHECK(!pipe(fds) && opk_open(&p, &arena, fds[0], "pipe", NULL) == -E_DATA);
	CHECK(strstr(error_text(), "no regular file"));
	close(fds[0]);
	close(fds[1]);
}

int main(int argc, char **argv)
{
	if (argc > 1)	// opk_test FILE: writes the seed of the fuzz target
		return file_replace(AT_FDCWD, argv[1], 0644, good().s, good().n) != 0;
	reads();
	rests();
	damaged();
	lies();
	other_files();
	arena_free(&arena);
	return test_failed;
}
