// SPDX-License-Identifier: MIT
// What this machine itself runs, as /init left it in boot.conf.
#ifndef OWN_H
#define OWN_H

#include "digest.h"

struct arena;
struct paths;

struct own {
	const char *role;
	struct digest digest;
};

// 0; -ENOENT and nothing recorded where this machine runs no generation; else negative and recorded.
int own_read(struct own *o, struct arena *a, const struct paths *p);

#endif
