// SPDX-License-Identifier: MIT
// A restore that was cut off, while somebody else has the base: it is waited for until that one has finished it, not until he lets the base
// go. He may be waiting for the lock of `apply` then, which who reads the site may have.
#include "site.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "file.h"
#include "lock.h"
#include "test.h"

enum { LIMIT = 10, READING = 100000 };	// seconds, microseconds

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0644);

	CHECK(fd >= 0 && !file_write(fd, text, strlen(text), path) && !close(fd));
}

// Has the lock, finishes the restore a little later, and keeps the lock until we end.
static pid_t hold(void)
{
	int ready[2];
	char c;
	pid_t pid = pipe(ready) ? -1 : fork();

	if (!pid) {
		struct arena a = { NULL };
		struct lock l;
		int dir = file_open_dir("base");

		if (lock_take(&l, &a, dir, "orion pin", false, NULL) ||
			write(ready[1], "x", 1) != 1)
			_exit(1);
		usleep(READING);
		_exit(file_remove_tree(dir, ".restore") || pause());
	}
	CHECK(pid > 0 && read(ready[0], &c, 1) == 1);
	return pid;
}

int main(void)
{
	const struct paths p = { .conf = "base/orion.conf", .base = "base" };
	struct arena a = { NULL };
	struct site s;

	CHECK(!mkdir("base", 0755) && !mkdir("base/roles", 0755) && !mkdir("base/.restore", 0700));
	CHECK(!mkdir("base/.restore/new", 0700) && !mkdir("base/.restore/old", 0700));
	put("base/.restore/plan", "aside\tbefore-restore-1\n");
	put("base/orion.conf", "keep = 3\n");
	pid_t pid = hold();
	alarm(LIMIT);
	CHECK(!site_conf(&s, &a, &p) && access("base/.restore", F_OK));
	CHECK(!kill(pid, SIGKILL) && waitpid(pid, NULL, 0) == pid);
	// Nobody has it: who reads finishes it.
	CHECK(!mkdir("base/.restore", 0700) && !mkdir("base/.restore/new", 0700) &&
		!mkdir("base/.restore/old", 0700));
	put("base/.restore/plan", "aside\tbefore-restore-1\n");
	CHECK(!site_conf(&s, &a, &p) && access("base/.restore", F_OK));
	arena_free(&a);
	return test_failed;
}
