// SPDX-License-Identifier: MIT
// Where in orion.conf something comes from, for people.
#ifndef ORIGIN_H
#define ORIGIN_H

#include "settings.h"

struct arena;

// PATH:LINE. NULL without memory, as all here.
const char *origin_line(struct arena *a, const struct conf *c, unsigned line);

// The same of a key of a section, or `default` where it isn't said.
const char *origin_key(
	struct arena *a, const struct conf *c, const struct section *s, enum conf_key k);

// Of what holds for a node or group `of` (NULL: one that isn't in the file): with the group that says it; of arguments, all lines.
const char *origin_setting(struct arena *a, const struct conf *c, const struct section *of,
	const struct settings *s, enum conf_key k);

#endif
