// SPDX-License-Identifier: MIT
// Nodes whose root is on a server, as far as they said so.
#ifndef RUNNERS_H
#define RUNNERS_H

#include <stddef.h>

struct arena;
struct server;

// How many; *names, in the arena, is some of them for people: "n1, n2 and 3 more". Of the table of the base that paths name.
int runners_of(size_t *count, const char **names, struct arena *a, const struct server *s);

#endif
