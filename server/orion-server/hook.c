// SPDX-License-Identifier: MIT
// Running a hook.
#include "hook.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "child.h"
#include "error.h"
#include "file.h"
#include "paths.h"

enum { SAID_LENGTH = 1 << 20 };

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

	if (!path || (argument && !with))
		return -ENOMEM;
	if (access(path, X_OK))
		return -ENOENT;
	fflush(stdout);
	int rc = tell_paths();
	return rc ? rc : child_run(argv);
}

static int take(struct arena *a, int pipe[2], const char *path, struct text *said)
{
	char *argv[] = { (char *)(uintptr_t)path, NULL };
	struct buffer b = { 0 };
	struct error e;
	pid_t pid;
	int rc = tell_paths();

	if (!rc)
		rc = child_start(&pid, argv, pipe[1]);
	close(pipe[1]);
	if (rc) {
		close(pipe[0]);
		return rc;
	}
	rc = file_read_all(&b, pipe[0], SAID_LENGTH, path);
	close(pipe[0]);	// nor may it wait for us
	error_keep(&e);
	int ended = child_wait(pid, path);
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
