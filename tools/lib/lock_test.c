// SPDX-License-Identifier: MIT
// Two at once, and holders that died.
#include "lock.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "file.h"
#include "test.h"

static char told[200];
static int release;	// pipe to the holder

// Who is told that it waits lets the holder go.
static void waiting(const char *holder)
{
	snprintf(told, sizeof told, "%s", holder);
	close(release);
}

// A process that holds the lock until the pipe is closed; it tells when it has it.
static pid_t hold(int dir, const char *command)
{
	int ready[2], wait_for[2];
	char c;

	if (pipe(ready) || pipe(wait_for))
		exit(1);
	pid_t pid = fork();
	if (!pid) {
		struct arena a = { 0 };
		struct lock l;

		close(wait_for[1]);
		if (lock_take(&l, &a, dir, command, false, NULL) || write(ready[1], "x", 1) != 1)
			_exit(1);
		_exit(read(wait_for[0], &c, 1) != 0);
	}
	close(ready[1]);
	close(wait_for[0]);
	CHECK(read(ready[0], &c, 1) == 1);
	close(ready[0]);
	release = wait_for[1];
	return pid;
}

int main(void)
{
	struct arena a = { 0 };
	struct lock l;
	int dir = file_open_dir(".");
	pid_t pid = hold(dir, "orion-pkg install");

	CHECK(lock_take(&l, &a, dir, "remove", false, NULL) == -E_NO);
	CHECK(strstr(error_text(), "orion-pkg install works on it") != NULL);
	CHECK(!lock_take(&l, &a, dir, "remove", true, waiting));
	CHECK(strstr(told, "orion-pkg install") != NULL);
	lock_drop(&l);
	waitpid(pid, NULL, 0);

	// What a dead holder wrote binds nobody.
	pid = hold(dir, "upgrade");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(release);
	CHECK(!lock_take(&l, &a, dir, "remove", false, NULL));
	lock_drop(&l);
	lock_drop(&l);
	arena_free(&a);
	return test_failed;
}
