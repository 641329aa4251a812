// SPDX-License-Identifier: MIT
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "file.h"
#include "test.h"

// This machine, which isn't OrionOS, under any name.
static void check_this_machine(struct arena *a)
{
	static const char *const names[] = { NULL, "/", "//", "/usr/..", "root-link" };
	struct target t;

	(void)!symlink("/", "root-link");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		CHECK(target_open(&t, a, names[i]) == -E_CALL);
		CHECK(strstr(error_text(), "is not OrionOS") != NULL);
	}
}

static void check_directory(struct arena *a)
{
	struct target t;

	mkdir("d", 0755);
	CHECK(!target_open(&t, a, "d"));
	CHECK_TEXT(t.title, "directory d");
	CHECK(t.state < 0);
	CHECK(!target_lock(&t, a, "test", false, NULL));
	CHECK(t.state >= 0 && t.lock.fd >= 0);
	target_close(&t);
	CHECK(!target_open(&t, a, "d") && t.state >= 0);
	target_close(&t);
	CHECK(target_open(&t, a, "absent") == -ENOENT);
}

// The state is never written through a link.
static void check_link(struct arena *a)
{
	struct target t;

	mkdir("e", 0755);
	mkdir("elsewhere", 0755);
	(void)!symlink("../elsewhere", "e/var");
	CHECK(target_open(&t, a, "e") == -ELOOP);
	CHECK(rmdir("elsewhere") == 0);
}

int main(void)
{
	struct arena a = { 0 };

	(void)!file_remove_tree(AT_FDCWD, "d");
	(void)!file_remove_tree(AT_FDCWD, "e");
	check_this_machine(&a);
	check_directory(&a);
	check_link(&a);
	arena_free(&a);
	return test_failed;
}
