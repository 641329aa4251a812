// SPDX-License-Identifier: MIT
// Programs that are run. The first of argv is a path, or a name to be looked for in PATH. 0, or negative and recorded.
#ifndef CHILD_H
#define CHILD_H

#include <sys/types.h>

// Starts it; what it prints goes to out.
int child_start(pid_t *pid, char *const argv[], int out);

// Waits for its end: -E_DATA unless it ended with status 0.
int child_wait(pid_t pid, const char *name);

// Both; what it prints is for people, and goes where our messages go.
int child_run(char *const argv[]);

#endif
