// SPDX-License-Identifier: MIT
// The Ethernet interfaces of this machine.
#ifndef NETIF_H
#define NETIF_H

#include <stdbool.h>
#include <stddef.h>

#include "ipv4.h"

struct arena;

enum { NETIF_NAME = 16, NETIF_PREFIXES = 8 };

struct netif {
	char name[NETIF_NAME];
	char mac[18];
	bool up, link;
	struct prefix prefix[NETIF_PREFIXES];	// its IPv4 addresses
	size_t prefixes;
};

struct netifs {
	struct netif *item;	// by name
	size_t count;
};

// All that are there, bridges and the like too. 0, or negative and recorded.
int netifs_load(struct netifs *n, struct arena *a);

// The one of that name, or NULL.
const struct netif *netifs_find(const struct netifs *n, const char *name);

// Switches it on. 0, or negative and recorded.
int netif_up(const char *name);

#endif
