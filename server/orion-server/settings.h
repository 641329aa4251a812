// SPDX-License-Identifier: MIT
// What holds for a node: what its section says, else its group, the group's group, the file, else the default.
#ifndef SETTINGS_H
#define SETTINGS_H

#include "conf.h"

struct arena;

struct settings {
	const char *value[KEYS];	// of those from KEY_CHANNEL on; NULL: not said, and no default
	unsigned line[KEYS];		// where that is said; 0: it is the default
	const struct section *from[KEYS];	// which section says it; NULL: the default
};

// Of a group, a node, or (of NULL) a node that isn't in the file. Arguments are those of all, the file's first. 0, or -E_DATA and
// recorded: a group that isn't there, or that is in itself; a login without a password.
int settings_resolve(
	struct settings *s, struct arena *a, const struct conf *c, const struct section *of);

// All values of a key, with `, ` between; NULL as value[k], or without memory.
const char *settings_text(const struct settings *s, struct arena *a, enum conf_key k);

// The section that one takes from: its group, else the file; NULL of the file.
const struct section *settings_next(const struct conf *c, const struct section *s);

// The group of that name, or NULL.
const struct section *settings_group(const struct conf *c, const char *name);

// 0 when no two groups have one name.
int settings_check_groups(const struct conf *c, struct arena *a);

#endif
