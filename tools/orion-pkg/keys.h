// SPDX-License-Identifier: MIT
// What the commands that sign share: --keys.
#ifndef KEYS_H
#define KEYS_H

#include <stdbool.h>

#include "options.h"

struct arena;

extern const struct option keys_rows[];	// --keys
extern const char *keys_path;	// the directory, once it was opened

// Opens it; with make, makes it when it is missing.
int keys_open(struct arena *a, bool make);

#endif
