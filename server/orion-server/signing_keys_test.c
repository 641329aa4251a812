// SPDX-License-Identifier: MIT
#include "signing_keys.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "key.h"
#include "lock.h"
#include "release.h"
#include "signers.h"
#include "test.h"

#define HEAD "orion-keys\t1\n"

static const struct {
	int line;
	const char *text;
	bool is;
} cases[] = {
	{ __LINE__, HEAD, true },
	{ __LINE__, HEAD "release.key\t1\nxroot-ann.pub\t2\nyz", true },
	{ __LINE__, "", false },
	{ __LINE__, "orion-keys\t2\n", false },
	{ __LINE__, HEAD "release.key\t2\nx", false },
	{ __LINE__, HEAD "release.key\t01\nx", false },
	{ __LINE__, HEAD "release.key\t0\n", false },
	{ __LINE__, HEAD "root.pub\t1\nxrelease.key\t1\ny", false },
	{ __LINE__, HEAD "root.pub\t1\nxroot.pub\t1\ny", false },
	{ __LINE__, HEAD "server.key\t1\nx", false },
	{ __LINE__, HEAD "../root.pub\t1\nx", false },
	{ __LINE__, HEAD "root-/x.pub\t1\nx", false },
	{ __LINE__, HEAD "rooted.pub\t1\nx", false },
	{ __LINE__, HEAD "root.txt\t1\nx", false },
};

static void parses(struct arena *a)
{
	struct signing_keys k;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buffer b = { 0 };
		int rc = signing_keys_parse(&k, a, text_of(cases[i].text));

		CHECK_AT(cases[i].line, cases[i].is ? !rc : rc == -E_DATA);
		if (!rc) {
			signing_keys_write(&b, &k);
			CHECK_AT(
				cases[i].line, text_equal(buffer_view(&b), text_of(cases[i].text)));
		}
		buffer_free(&b);
	}
}

static void make_base(struct base *b, const char *path)
{
	static const char *const names[] = { "root", "release", "timestamp", "server" };
	bool made;

	CHECK(!file_remove_tree(AT_FDCWD, path));	// of a run before
	CHECK(!mkdir(path, 0755) && !base_open(b, path, true));
	CHECK(!file_make_dirs(b->dir, "keys", 0700));
	int dir = file_open(b->dir, "keys", O_RDONLY | O_DIRECTORY, 0);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		CHECK(!key_make(dir, names[i], &made) && made);
	close(dir);
}

static void replaces(struct arena *a)
{
	struct base x, y;
	struct signing_keys of_x, of_y, then;
	struct minisign_secret before, after;
	struct signers root;
	struct stat st;

	make_base(&x, "x");
	make_base(&y, "y");
	CHECK(!signing_keys_load(&of_x, a, &x) && of_x.count == 6);
	CHECK(!signing_keys_load(&of_y, a, &y) && !signing_keys_equal(&of_x, &of_y));
	int dir = file_open(y.dir, "keys", O_RDONLY | O_DIRECTORY, 0);
	CHECK(!key_load_secret(&before, dir, "server"));
	close(dir);
	CHECK(!base_lock(&y, a, "test", true, NULL));
	CHECK(!signing_keys_put(&of_x, a, &y));
	CHECK(!signing_keys_load(&then, a, &y) && signing_keys_equal(&of_x, &then));
	dir = file_open(y.dir, "keys", O_RDONLY | O_DIRECTORY, 0);
	CHECK(!key_load_secret(&after, dir, "server") &&
		minisign_key_equal(&before.public, &after.public));
	CHECK(!fstat(dir, &st) && (st.st_mode & 0777) == 0700);
	CHECK(!fstatat(dir, "root.key", &st, 0) && (st.st_mode & 0777) == 0600);
	struct root named = { .serial = 1 };
	CHECK(!key_load_public(&named.release, dir, "release") &&
		!key_load_public(&named.timestamp, dir, "timestamp"));
	CHECK(signing_keys_are(&then, &named) && !signing_keys_are(&of_y, &named));
	CHECK(!signing_keys_root(&then, &root) && root.keys == 1 && root.threshold == 1);
	close(dir);
	CHECK(faccessat(y.dir, "lost", F_OK, 0) == 0);
	base_close(&x);
	base_close(&y);
}

int main(void)
{
	struct arena a = { NULL };
	struct signing_keys none;

	parses(&a);
	replaces(&a);
	none = (struct signing_keys){ NULL, 0 };
	CHECK(signing_keys_root(&none, &(struct signers){ .keys = 0 }) == -ENOENT);
	arena_free(&a);
	return test_failed;
}
