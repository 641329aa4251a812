// SPDX-License-Identifier: MIT
// Running programs.
#include "child.h"

#include <errno.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error.h"

extern char **environ;

int child_start(pid_t *pid, char *const argv[], int out)
{
	posix_spawn_file_actions_t actions;
	int rc = posix_spawn_file_actions_init(&actions);

	if (rc)
		return fail(-rc, "run %s", argv[0]);
	rc = posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	if (!rc)
		rc = posix_spawnp(pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return rc ? fail(-rc, "run %s", argv[0]) : 0;
}

int child_wait(pid_t pid, const char *name)
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

int child_run(char *const argv[])
{
	pid_t pid;
	int rc = child_start(&pid, argv, STDERR_FILENO);

	return rc ? rc : child_wait(pid, argv[0]);
}
