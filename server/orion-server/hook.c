// SPDX-License-Identifier: MIT
// Running a hook.
#include "hook.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "paths.h"

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

// Its words are for people, not part of our answer.
static int spawn(pid_t *pid, const char *path, char *const argv[])
{
	posix_spawn_file_actions_t actions;
	int rc = posix_spawn_file_actions_init(&actions);

	if (!rc)
		rc = posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
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
	int rc = tell_paths();
	if (!rc)
		rc = spawn(&pid, path, argv);
	return rc ? rc : wait_for(pid, path);
}
