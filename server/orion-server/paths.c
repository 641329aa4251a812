// SPDX-License-Identifier: MIT
// Paths that options may change: for tests, and for a look at another machine's files.
#include "paths.h"

#include "base.h"

struct paths paths = { .base = BASE_PATH, .run = SITE_RUN, .lib = SITE_LIB };

const struct option paths_rows[] = {
	{ 0, "conf", "FILE", "read this orion.conf", .text = &paths.conf },
	{ 0, "base", "DIR", "where bundles, channels and orion.conf are (" BASE_PATH ")",
		.text = &paths.base },
	{ 0, "run", "DIR", "where what is derived is (" SITE_RUN ")", .text = &paths.run },
	{ 0, "lib", "DIR", "where templates and hooks are (" SITE_LIB ")", .text = &paths.lib },
	{ .name = NULL },
};
