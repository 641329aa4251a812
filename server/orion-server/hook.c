// SPDX-License-Identifier: MIT
// Running a hook.
#include "hook.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "paths.h"

enum { SAID_LENGTH = 1 << 20 };

extern char **environ;

static int wait_for(pid_t pid, const char *name)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return fail(-errno, "wait for %s", name);
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	if (WIFEXITED(status))
		return fail(-E_DATA, "%s ended with status %d", name, WEXITSTATUS(status));
	return fail(-E_DATA, "%s was ended by signal %d", name, WTERMSIG(status));
}

// out: what its standard output becomes.
static int spawn(pid_t *pid, const char *path, char *const argv[], int out)
{
	posix_spawn_file_actions_t actions;
	int rc = posix_spawn_file_actions_init(&actions);

	if (!rc)
		rc = posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	if (!rc)
		rc = posix_spawn(pid, path, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return rc ? fail(-rc, "run %s", path) : 0;
}

// Scripts find things where the command does.
static int tell_paths(void)
{
	return setenv("ORION_BASE", paths.base, 1) || setenv("ORION_STATE", paths.run, 1) ||
			setenv("ORION_LIB", paths.lib, 1) ||
			setenv("ORION_EXPORTS", paths.exports, 1)
		? fail(-errno, "set the environment")
		: 0;
}

int hook_run(struct arena *a, const char *name, const char *argument)
{
	char *path = arena_printf(a, "%s/server/%s", paths.lib, name);
	char *with = argument ? arena_text(a, argument, strlen(argument)) : NULL;
	char *argv[] = { path, with, NULL };
	pid_t pid;

	if (!path || (argument && !with))
		return -ENOMEM;
	if (access(path, X_OK))
		return -ENOENT;
	fflush(stdout);
	// Its words are for people, not part of our answer.
	int rc = tell_paths();
	if (!rc)
		rc = spawn(&pid, path, argv, STDERR_FILENO);
	return rc ? rc : wait_for(pid, path);
}

static int read_all(struct buffer *b, int fd, const char *path)
{
	char piece[4096];
	ssize_t n;

	while ((n = file_read_some(fd, piece, sizeof piece, path)) > 0) {
		buffer_add(b, piece, (size_t)n);
		if (b->n > SAID_LENGTH)
			return fail(-E_DATA, "%s: says too much", path);
	}
	return n < 0 ? (int)n : buffer_error(b);
}

static int take(struct arena *a, int pipe[2], const char *path, struct text *said)
{
	char *argv[] = { (char *)(uintptr_t)path, NULL };
	struct buffer b = { 0 };
	struct error e;
	pid_t pid;
	int rc = tell_paths();

	if (!rc)
		rc = spawn(&pid, path, argv, pipe[1]);
	close(pipe[1]);
	if (rc) {
		close(pipe[0]);
		return rc;
	}
	rc = read_all(&b, pipe[0], path);
	close(pipe[0]);	// nor may it wait for us
	error_keep(&e);
	int ended = wait_for(pid, path);
	if (rc)
		error_restore(&e);
	*said = (struct text){ arena_text(a, b.n ? b.s : "", b.n), b.n };
	buffer_free(&b);
	rc = rc ? rc : ended;
	return rc || said->s ? rc : -ENOMEM;
}

int hook_read(struct arena *a, const char *name, struct text *said)
{
	const char *path = arena_printf(a, "%s/server/%s", paths.lib, name);
	int ends[2];

	if (!path)
		return -ENOMEM;
	if (access(path, X_OK))
		return -ENOENT;
	if (pipe2(ends, O_CLOEXEC))
		return fail(-errno, "make a pipe");
	return take(a, ends, path, said);
}
