// SPDX-License-Identifier: MIT
// The keys of orion.conf: where each may stand, and what it may say.
#ifndef CONF_IMPL_H
#define CONF_IMPL_H

#include <stdbool.h>

#include "conf.h"

enum conf_place {
	IN_FILE = 1,
	IN_NETWORK = 2,
	IN_GROUP = 4,
	IN_NODE = 8,
	IN_SERVER = 16,
};

struct conf_row {
	const char *name;
	unsigned places;
	bool list;
	const char *choices;	// `a | b | c`: the words that it may be; NULL: check says
	// A value to be kept, which may be another spelling of s; NULL and recorded when it is wrong.
	const char *(*check)(struct arena *a, const char *s);
};

extern const struct conf_row conf_rows[KEYS];

// Blanks out the comments of a whole file. 0, or -E_DATA and recorded.
int conf_blank(const struct conf *c, char *s);

// 0 when a network, a server or a group may have that name, else -E_DATA and recorded.
int conf_check_title(const char *s);

// The value to be kept, or NULL and recorded.
const char *conf_check(struct arena *a, enum conf_key k, const char *s);

#endif
