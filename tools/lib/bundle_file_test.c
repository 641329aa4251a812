// SPDX-License-Identifier: MIT
// Bundles as files: what the writer of images wrote is read again; what was changed is refused.
#include "bundle_file.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "arena.h"
#include "erofs.h"
#include "error.h"
#include "file.h"
#include "test.h"
#include "tree.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HEAD "orion-bundle\t1\nrole\tnode\narch\tx86_64\ndate\t1\nkernel\t6.1\tab\n"

static struct arena arena;

static const struct {
	int line;
	const char *text, *want;
} bad[] = {
	{ __LINE__, "", "it has no line `orion-bundle` in its place" },
	{ __LINE__, "orion-bundle\t2\nrole\tnode\narch\tx\ndate\t1\nkernel\ta\tb\n",
		"it is of format 2: this program knows 1" },
	{ __LINE__, "orion-bundle\t1\nrole\tnode\ndate\t1\narch\tx\nkernel\ta\tb\n",
		"it has no line `arch` in its place" },
	{ __LINE__, "orion-bundle\t1\nrole\ta/b\narch\tx\ndate\t1\nkernel\ta\tb\n",
		"a role's name" },
	{ __LINE__, HEAD "file\ta\t1\n", "`file?a?1` is not understood here" },
	{ __LINE__, HEAD "file\ta\t-1\t" HEX "\n", "size" },
	{ __LINE__, HEAD "file\ta\t1\t" HEX "0\n", "" },
	{ __LINE__, HEAD "file\tb\t1\t" HEX "\nfile\ta\t1\t" HEX "\n", "`file?a" },
	{ __LINE__, HEAD "package\ta\nfile\ta\t1\t" HEX "\n", "`file?a" },
	{ __LINE__, HEAD "colour\tred\n", "`colour?red` is not understood here" },
	{ __LINE__, HEAD "package\ta", "its last line has no end" },
};

static void refused(void)
{
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct bundle_file b;
		char want[200];

		snprintf(want, sizeof want, "the manifest: %s", bad[i].want);
		CHECK_AT(bad[i].line, bundle_parse(&b, text_of(bad[i].text)) == -E_DATA);
		if (strncmp(error_text(), want, strlen(want)))
			fprintf(stderr, "%s:%d: %s\n", __FILE__, bad[i].line, error_text()),
				test_failed = 1;
	}
}

static struct text manifest_of(struct text lock, struct text wish)
{
	char hex[2][DIGEST_HEX + 1];
	struct digest d;

	CHECK(!digest_of(&d, lock.s, lock.n));
	digest_hex(&d, hex[0]);
	CHECK(!digest_of(&d, wish.s, wish.n));
	digest_hex(&d, hex[1]);
	return text_of(arena_printf(&arena,
		HEAD "file\tlock\t%zu\t%s\nfile\twish\t%zu\t%s\npackage\tx\t1-r0\t" HEX "\n",
		lock.n, hex[0], wish.n, hex[1]));
}

// A bundle with a lock of two blocks; an open, empty file to begin with.
static int write_bundle(struct text lock, struct text wish, struct text manifest)
{
	struct erofs_options o = { .time = 1 };
	struct digest d;
	struct tree t;
	int fd = fileno(tmpfile());

	CHECK(!digest_of(&d, manifest.s, manifest.n));
	memcpy(o.uuid, d.b, sizeof o.uuid);
	CHECK(!tree_init(&t, &arena) && !tree_make(&t, "lock", 0644, lock));
	CHECK(!tree_make(&t, "manifest", 0644, manifest) && !tree_make(&t, "wish", 0644, wish));
	CHECK(!erofs_write(&t, fd, &o, NULL));
	return fd;
}

static void flip(int fd, uint64_t at)
{
	char c;

	CHECK(pread(fd, &c, 1, (off_t)at) == 1);
	c ^= 1;
	CHECK(pwrite(fd, &c, 1, (off_t)at) == 1);
}

static void reads(void)
{
	static char large[5000];
	struct text lock = { memset(large, 'x', sizeof large), sizeof large },
		    wish = TEXT("role\tnode\n");
	struct text manifest = manifest_of(lock, wish), t;
	struct bundle_file b, again;
	int fd = write_bundle(lock, wish, manifest);

	CHECK(!bundle_open(&b, &arena, fd, NULL) && text_equal(b.manifest, manifest));
	CHECK((off_t)b.size == lseek(fd, 0, SEEK_END) && b.parts == 2);
	CHECK(text_is(b.role, "node") && text_is(b.arch, "x86_64"));
	CHECK(!bundle_open(&again, &arena, fd, &b.digest) && !bundle_check(&b));
	CHECK(!bundle_load(&b, &arena, "lock", 5000, &t) && text_equal(t, lock));
	CHECK(!bundle_load(&b, &arena, "wish", 100, &t) && text_equal(t, wish));
	CHECK(bundle_load(&b, &arena, "lock", 4999, &t) == -E_DATA);
	CHECK(bundle_load(&b, &arena, "none", 100, &t) == -E_DATA);
	flip(fd, b.part[0].at + 4500);
	CHECK(bundle_load(&b, &arena, "lock", 5000, &t) == -E_TRUST);
	CHECK(bundle_check(&b) == -E_TRUST);
	b.digest.b[0] ^= 1;
	CHECK(bundle_open(&again, &arena, fd, &b.digest) == -E_TRUST);
	close(fd);

	fd = write_bundle(TEXT("short"), wish, manifest);
	CHECK(bundle_open(&b, &arena, fd, NULL) == -E_DATA);
	CHECK_TEXT(error_text(), "part lock is missing, or of another size");
	close(fd);
}

// Any one bit of what the reader looks at: an error or the same answer, never something else.
static void damaged(void)
{
	struct text lock = TEXT("lock"), wish = TEXT("role\tnode\n");
	int fd = write_bundle(lock, wish, manifest_of(lock, wish));
	struct bundle_file b, again;
	struct text t;

	CHECK(!bundle_open(&b, &arena, fd, NULL));
	for (uint64_t at = 1024; at < 4096; at++) {
		flip(fd, at);
		if (!bundle_open(&again, &arena, fd, &b.digest) &&
			!bundle_load(&again, &arena, "wish", 100, &t))
			CHECK(text_equal(t, wish));
		flip(fd, at);
	}
	close(fd);
}

// Any byte of the file is the bundle's: one that differs is refused, wherever it is.
static void altered(void)
{
	struct text lock = TEXT("lock"), wish = TEXT("role\tnode\n");
	int fd = write_bundle(lock, wish, manifest_of(lock, wish));
	struct bundle_file b;

	for (uint64_t at = 0; at < (uint64_t)lseek(fd, 0, SEEK_END); at += 13) {
		flip(fd, at);
		CHECK_AT((int)at, bundle_open(&b, &arena, fd, NULL) || bundle_check(&b));
		flip(fd, at);
	}
	CHECK(!bundle_open(&b, &arena, fd, NULL) && !bundle_check(&b));
	close(fd);
}

struct bringing {
	int from, to;
	uint64_t done;
	uint64_t flip;	// this byte of it comes otherwise
};

static int bring(void *arg, uint64_t end)
{
	struct bringing *b = arg;
	int rc = end > b->done ? file_copy_at(b->from, b->to, end - b->done, b->done, "it") : 0;

	if (!rc && b->flip >= b->done && b->flip < end)
		flip(b->to, b->flip);
	b->done = end > b->done ? end : b->done;
	return rc;
}

// What comes is looked at as what is there: the same, or refused.
static void copied(void)
{
	static char large[300000];
	struct text lock = { memset(large, 'y', sizeof large), sizeof large },
		    wish = TEXT("role\tnode\n");
	int fd = write_bundle(lock, wish, manifest_of(lock, wish));
	struct bringing c = { .from = fd, .to = fileno(tmpfile()), .flip = UINT64_MAX };
	struct bundle_file b, is;

	CHECK(!bundle_open(&b, &arena, fd, NULL));
	CHECK(!bundle_check_copy(&b, &arena, c.to, bring, &c) && c.done == b.size);
	CHECK(!bundle_open(&is, &arena, c.to, &b.digest) && !bundle_check(&is));
	close(c.to);
	for (uint64_t at = 0; at < b.size; at += at < 8192 ? 97 : 8191) {
		c = (struct bringing){ .from = fd, .to = fileno(tmpfile()), .flip = at };
		CHECK_AT((int)at, bundle_check_copy(&b, &arena, c.to, bring, &c) < 0);
		close(c.to);
	}
	c = (struct bringing){ .from = fd, .to = -1, .flip = UINT64_MAX };
	CHECK(bundle_check_copy(&b, &arena, c.to, bring, &c) == -EBADF);
	close(fd);
}

int main(void)
{
	refused();
	reads();
	damaged();
	altered();
	copied();
	arena_free(&arena);
	return test_failed;
}
