// SPDX-License-Identifier: MIT
// Running a program for what it prints.
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"
#include "net.h"

enum { MOST = 16 << 20 };

extern char **environ;

static int spawn(pid_t *pid, char *const argv[], int fd)
{
	posix_spawn_file_actions_t actions;
	int rc = posix_spawn_file_actions_init(&actions);

	if (!rc)
		rc = posix_spawn_file_actions_adddup2(&actions, fd, STDOUT_FILENO);
	if (!rc)
		rc = posix_spawn_file_actions_addopen(
			&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (!rc)
		rc = posix_spawnp(pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return -rc;
}

static int read_all(struct buffer *b, int fd, const char *name)
{
	int64_t end = net_now() + NET_LIMIT;
	char piece[4096];

	for (;;) {
		int rc = net_wait(fd, end);
		ssize_t n = rc ? 0 : read(fd, piece, sizeof piece);

		if (rc || n < 0)
			return during(rc ? rc : fail(-errno, "read"), "%s", name);
		if (!n)
			return buffer_error(b);
		buffer_add(b, piece, (size_t)n);
		if (b->n > MOST)
			return fail(-E_DATA, "%s prints too much", name);
	}
}

int output_of(struct buffer *b, char *const argv[])
{
	int fds[2], status;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		return fail(-errno, "pipe");
	int rc = spawn(&pid, argv, fds[1]);
	close(fds[1]);
	if (rc) {
		close(fds[0]);
		return rc == -ENOENT ? rc : fail(rc, "start %s", argv[0]);
	}
	rc = read_all(b, fds[0], argv[0]);
	close(fds[0]);
	if (rc)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return rc || !status ? rc : fail(-E_DATA, "%s failed", argv[0]);
}
