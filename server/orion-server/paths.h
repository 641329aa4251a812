// SPDX-License-Identifier: MIT
// Where the command finds things: as on the OrionOS server, else as the file says that is installed with the command, else by options that
// all commands share.
#ifndef PATHS_H
#define PATHS_H

#include "options.h"
#include "site.h"

extern const struct option paths_rows[];
extern struct paths paths;

// A command that is PREFIX/bin/NAME has its library in PREFIX/lib/orion when a file `paths` is there: lines KEY VALUE of `run` and
// `exports`, each as the options and struct paths have it, but exports / for the machine's own root. 0, or negative and recorded.
int paths_find(void);

// The same of a command at that path.
int paths_find_of(const char *program);

#endif
