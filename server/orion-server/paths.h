// SPDX-License-Identifier: MIT
// Where the command finds things: options that all commands share.
#ifndef PATHS_H
#define PATHS_H

#include "options.h"
#include "site.h"

extern const struct option paths_rows[];
extern struct paths paths;

#endif
