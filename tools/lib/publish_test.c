// SPDX-License-Identifier: MIT
// Writing a repository, killed at each of its system calls: the old one or the new one is there, and the next run ends well.
#include "publish.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "file.h"
#include "key.h"
#include "pack.h"
#include "repository.h"
#include "test.h"

static struct arena arena;
static int keys;
static struct repository_place place = { .name = "site", .url = { "repo" }, .urls = 1 };

static void run(const char *command)
{
	if (system(command) != 0) {
		fprintf(stderr, "failed: %s\n", command);
		test_failed = 1;
	}
}

static void make_package(const char *dir, const char *name)
{
	struct manifest m;
	const char *text = arena_printf(&arena,
		"name\t%s\nversion\t1-r0\narch\tx86_64\nsummary\tA test\nlicense\tMIT\norigin\t%s\n"
		"date\t1793491200\n",
		name, name);
	const char *path = arena_printf(&arena, "%s/%s-1-r0.x86_64.opk", dir, name);
	int tree = file_open_dir("tree"), out = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	CHECK(pack(&arena, tree, text_of(text), out, &m) == 0);
	close(out);
	close(tree);
}

static int publish(const char *where)
{
	struct arena a = { NULL };
	struct published r;
	int dir = file_open_dir(where);
	struct publish p = { .dir = dir, .keys = keys, .date = (uint64_t)time(NULL) };
	int rc = publish_index(&a, &p, &r);

	close(dir);
	arena_free(&a);
	return rc;
}

// How many packages it has; negative when it can't be opened.
static int packages(int state)
{
	struct arena a = { NULL };
	struct repository r;
	int n = repository_open(&r, &a, &place, state, -1);

	if (!n) {
		n = (int)r.index.packages;
		repository_close(&r);
	}
	arena_free(&a);
	return n;
}

// Publishes in a process that is killed at the entry of its call number `at`; false when it ended before.
static bool publish_killed(int at)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		_exit(publish("repo") ? 1 : 0);
	}
	CHECK(waitpid(pid, &status, 0) == pid && WIFSTOPPED(status));
	// each call stops twice: at its entry and at its end
	for (int i = 0; i < 2 * at - 1; i++) {
		ptrace(PTRACE_SYSCALL, pid, 0, 0);
		CHECK(waitpid(pid, &status, 0) == pid);
		if (WIFSTOPPED(status))
			continue;
		CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
		return false;
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return true;
}

int main(void)
{
	static const char *const names[] = { "root", "release", "timestamp" };
	char work[] = "/dev/shm/orion-publish.XXXXXX";	// much is synced here
	bool made, fast = mkdtemp(work) && !chdir(work);

	run("rm -rf repo before keys tree state && mkdir repo tree state && echo x >tree/x");
	keys = key_make_dir("keys");
	for (size_t i = 0; i < 3; i++)
		CHECK(key_make(keys, names[i], &made) == 0);
	place.root = (struct signers){ .keys = 1, .threshold = 1 };
	CHECK(key_load_public(&place.root.key[0], keys, "root") == 0);
	make_package("repo", "old");
	CHECK(publish("repo") == 0);
	make_package("repo", "new");
	run("mv repo before");

	int at = 1, seen[3] = { 0 };
	for (bool killed = true; killed && !test_failed; at++) {
		run("rm -rf repo state && cp -r before repo && mkdir state");
		int state = file_open_dir("state");
		killed = publish_killed(at);
		int n = packages(state);
		CHECK_AT(at, n == 1 || n == 2);
		seen[n == 2]++;
		CHECK_AT(at, publish("repo") == 0 && packages(state) == 2);
		run("test -z \"$(ls -A repo | grep '^[.]')\"");
		close(state);
	}
	printf("killed at %d calls: %d times the old one, %d times the new one\n", at - 2, seen[0],
		seen[1]);
	CHECK(seen[0] > 10 && seen[1] > 1);
	close(keys);
	if (fast && !chdir("/"))
		run(arena_printf(&arena, "rm -rf %s", work));
	arena_free(&arena);
	return test_failed;
}
