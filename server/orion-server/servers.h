// SPDX-License-Identifier: MIT
// The servers of orion.conf, which are replicas of each other, and which of them this machine is: the file `server-name` of the base says
// so, and is no other's. Without sections `server` there is one server, and none of this.
#ifndef SERVERS_H
#define SERVERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf.h"

struct arena;

#define SERVERS_NAME "server-name"	// in a base: which one this is
#define SERVERS_LEFT "left"	// in a base: it was taken out of the others; by whom
#define SERVERS_DRAINED "drained"	// in a base: the names of those that are drained, a line each

struct server {
	const char *name;
	const struct section *section;
	bool drained;
};

struct servers {
	struct server *item;	// in the order of the file
	size_t count, self;	// self: which of them this is
	bool left;	// this one was taken out of the others
};

// Reads which one this is and which are drained, and lets the networks of orion.conf have the interfaces and addresses of this one. 0,
// or -E_DATA with the line recorded: one is wrong, or nobody says which this is.
int servers_load(struct servers *s, struct arena *a, struct conf *c, const char *base);

// The one of that name, or NULL.
const struct server *servers_find(const struct servers *s, const char *name);

// Its address in the network of that number.
uint32_t servers_address(const struct server *s, size_t network);

// The order in which a machine takes them, as places of `item`: those that are drained last, unless they are not to count; of the others, for one that is known (by whatever
// is always the same of it), another order each, so that load is spread; for others (who is NULL) this one first.
void servers_order(
	const struct servers *s, const char *who, bool drained_last, size_t order[CONF_SERVERS]);

// Is this one drained?
bool servers_is_drained(const struct servers *s);

// Is that an address of another one?
bool servers_is_other(const struct servers *s, uint32_t address);

#endif
