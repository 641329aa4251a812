// SPDX-License-Identifier: MIT
// The nodes of orion.conf, one by one.
#ifndef NODE_H
#define NODE_H

#include <stddef.h>
#include <stdint.h>

#include "settings.h"

struct arena;

struct node {
	const char *name;	// what orion.conf and we call it
	const char *hostname;	// what it calls itself
	const char *mac, *uuid;	// NULL: not known by it
	uint32_t address;	// 0: what DHCP gives
	unsigned line;		// of its section
	unsigned mac_line, uuid_line, address_line, hostname_line;
	const struct section *section;
	const struct settings *settings;	// those of all nodes of the section
};

struct nodes {
	struct node *item;	// in the order of the file
	size_t count;
};

// Expands the ranges of names and addresses. 0, or -E_DATA and recorded: also when two are the same by name, MAC, UUID or address.
int nodes_make(struct nodes *n, struct arena *a, const struct conf *c);

#endif
