// SPDX-License-Identifier: MIT
// Trying an orion.conf while another process tries another one; keeping what is lost.
#include "shared_files.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arena.h"
#include "base.h"
#include "directory.h"
#include "error.h"
#include "file.h"
#include "test.h"

enum { TIMES = 200 };

// How often it was not as it should be.
static int wrong(const struct base *b, struct text conf, bool good)
{
	int n = 0;

	for (int i = 0; i < TIMES; i++) {
		struct arena a = { NULL };

		n += !shared_fits(&a, b, conf, false) != good;
		error_clear();
		arena_free(&a);
	}
	return n;
}

// Two of one second are two.
static void test_lost(const struct base *b)
{
	struct arena a = { NULL };
	struct directory d;
	const char *name;
	int n = 0;

	for (int i = 0; i < 3; i++)
		CHECK(!shared_lose_text(&a, b, TEXT("channels/node"), TEXT("x\n")));
	CHECK(!directory_open(&d, b->dir, SHARED_LOST));
	while ((name = directory_next(&d)))
		n += !strncmp(name, "channels-node.", strlen("channels-node."));
	CHECK(!directory_close(&d, 0) && n == 3);
	CHECK(!file_remove_tree(b->dir, SHARED_LOST));
	arena_free(&a);
}

int main(void)
{
	char dir[] = "/tmp/shared_files_test.XXXXXX";
	struct base b = { .dir = -1, .path = dir };
	int status;

	CHECK(mkdtemp(dir));
	b.dir = file_open_dir(dir);
	CHECK(b.dir >= 0);
	pid_t pid = fork();
	if (!pid)
		_exit(!!wrong(&b, TEXT("no such key\n"), false));
	CHECK(!wrong(&b, TEXT("keep = 3\n"), true));
	CHECK(waitpid(pid, &status, 0) == pid && !status);
	test_lost(&b);
	close(b.dir);
	CHECK(!rmdir(dir));
	return test_failed;
}
