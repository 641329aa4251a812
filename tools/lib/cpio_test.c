// SPDX-License-Identifier: MIT
// Archives: byte by byte for a small one, and read by cpio(1) for each kind of file. That they are gen_init_cpio's is asked by
// comparing bundles.
#include "cpio.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "test.h"
#include "tree.h"

static struct arena arena;

#define HEAD(ino, mode, links, size, name) \
	"070701" ino mode "00000000" \
	"00000000" links "499602D2" size "00000003" \
	"00000001" \
	"00000000" \
	"00000000" name "00000000"

static void bytes(void)
{
	static const char want[] = HEAD("000002D1", "000041ED", "00000002", "00000000",
		"00000004") "dev\0\0\0" HEAD("000002D2", "000081A4", "00000001", "00000003",
		"00000006") "dev/f\0"
				   "abc\0"
				   "0707010000000000000000000000000000000000000001000000000000000000000000000000000000000000000000"
				   "0000000B00000000TRAILER!!!\0";
	struct cpio c = { .time = 1234567890 };

	CHECK(!cpio_add(
		&c, &(struct cpio_entry){ .type = 'd', .mode = 0755, .name = TEXT("dev") }, NULL));
	CHECK(cpio_content_at(&c, 5) == 232);
	CHECK(!cpio_add_text(&c,
		&(struct cpio_entry){ .type = 'f', .mode = 0644, .name = TEXT("dev/f") },
		TEXT("abc")));
	CHECK(!cpio_end(&c) && c.out.n == 512);
	CHECK(!memcmp(c.out.s, want, sizeof want - 1));
	for (size_t i = sizeof want - 1; i < c.out.n; i++)
		CHECK(c.out.s[i] == 0);
	cpio_free(&c);
}

static void kinds(void)
{
	struct cpio c = { .time = 1234567890 };
	struct tree t;

	CHECK(!tree_init(&t, &arena) && !tree_make(&t, "x", 0644, TEXT("content\n")));
	CHECK(!cpio_add(&c,
		&(struct cpio_entry){
			.type = 'f', .mode = 04755, .uid = 7, .gid = 8, .name = TEXT("init") },
		tree_find(&t, TEXT("x"))));
	CHECK(!cpio_add(&c,
		&(struct cpio_entry){ .type = 'f', .mode = 0600, .name = TEXT("empty") }, NULL));
	CHECK(!cpio_add(&c,
		&(struct cpio_entry){
			.type = 'l', .mode = 0777, .name = TEXT("l"), .target = TEXT("a/b") },
		NULL));
	CHECK(!cpio_add(&c,
		&(struct cpio_entry){
			.type = 'c', .mode = 0600, .major = 5, .minor = 1, .name = TEXT("c") },
		NULL));
	CHECK(!cpio_add(&c,
		&(struct cpio_entry){
			.type = 'b', .mode = 0600, .major = 8, .minor = 300, .name = TEXT("b") },
		NULL));
	CHECK(!cpio_end(&c) && c.out.n % 512 == 0);
	FILE *f = fopen("kinds.cpio", "wb");
	CHECK(f && fwrite(c.out.s, c.out.n, 1, f) == 1);
	fclose(f);
	cpio_free(&c);
	CHECK(system("TZ=UTC cpio --quiet -ntv <kinds.cpio | tr -s ' ' >kinds.list") == 0);
	CHECK(system("printf '%s\n' '-rwsr-xr-x 1 7 8 8 Feb 13 2009 init' '-rw------- 1 0 0 0 Feb 13 2009 empty'"
		     " 'lrwxrwxrwx 1 0 0 4 Feb 13 2009 l -> a/b' 'crw------- 1 0 0 5, 1 Feb 13 2009 c'"
		     " 'brw------- 1 0 0 8, 300 Feb 13 2009 b' | diff - kinds.list") == 0);
	CHECK(system("cpio --quiet -i --to-stdout init <kinds.cpio | grep -qx content") == 0);
}

static void refused(void)
{
	struct cpio c = { .time = (uint64_t)1 << 32 };
	struct cpio_entry e = { .type = 'd', .name = TEXT("d") };
	struct tree t;

	CHECK(cpio_add(&c, &e, NULL) == -E_DATA && strstr(error_text(), "2106"));
	c.time = 0;
	e.type = 'f';
	CHECK(!tree_init(&t, &arena) && !tree_make_from(&t, "x", 0644, -1, (uint64_t)1 << 32));
	CHECK(cpio_add(&c, &e, tree_find(&t, TEXT("x"))) == -E_DATA &&
		strstr(error_text(), "4 GiB"));
	cpio_free(&c);
}

int main(void)
{
	bytes();
	kinds();
	refused();
	arena_free(&arena);
	return test_failed;
}
