// SPDX-License-Identifier: MIT
// What may be said once in orion.conf: names, addresses.
#ifndef TWINS_H
#define TWINS_H

#include <stddef.h>

#include "conf.h"

struct arena;

struct twins {
	struct value *item;	// {0} at first
	size_t count;
};

int twins_add(struct twins *t, struct arena *a, const char *s, unsigned line);

// 0, or -E_DATA with both lines recorded: `WHAT s, here and in line N`.
int twins_check(struct twins *t, const struct conf *c, const char *what);

#endif
