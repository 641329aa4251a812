// SPDX-License-Identifier: MIT
// Nodes that a command is told by names, ranges of them (n[001-020]), MACs, UUIDs, or by their group.
#ifndef CHOSEN_H
#define CHOSEN_H

#include <stddef.h>

struct arena;
struct node;
struct pins;
struct site;

struct chosen {
	const char **name;	// of nodes of orion.conf; each once
	size_t count;
};

// The node of that name, MAC or UUID, or NULL.
const struct node *chosen_find(const struct site *s, const char *said);

// Adds who is said; with `also`, the name of a pinned node that orion.conf doesn't have (any more) is one, too. 0, or -E_CALL and
// recorded, with the name that may be meant.
int chosen_nodes(struct chosen *c, struct arena *a, const struct site *s, const struct pins *also,
	const char *said);

// Adds one, unless that very text is there.
int chosen_add(struct chosen *c, struct arena *a, const char *name);

// Prints them, one a line.
void chosen_print(const struct chosen *c);

// Adds those that are in the group, or in one that takes from it.
int chosen_group(struct chosen *c, struct arena *a, const struct site *s, const char *group);

#endif
