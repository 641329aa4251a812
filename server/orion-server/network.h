// SPDX-License-Identifier: MIT
// The networks of orion.conf, and what of them is up. Nodes belong to the one that their address is of, else to the one that orion.conf
// names for them, else to the first.
#ifndef NETWORK_H
#define NETWORK_H

#include <stddef.h>

#include "conf.h"
#include "ipv4.h"

struct arena;
struct node;
struct nodes;

struct network {
	const struct section *section;	// an empty one where orion.conf has none
	const char *interface;	// that serves; this and the next once it is up
	struct prefix prefix;	// of our address there
	unsigned number;	// 0 is the first
};

struct networks {
	struct network *item;	// in the order of the file, one at least
	size_t count;
};

enum { NETWORKS = 64 };	// at most

// The IPv6 prefix that full mode announces and a server has an address of: behind it are, in all networks but the first, their number and a colon, then a colon
// and the last part of the server's IPv4 address (`network`, a script, sets that up).
#define NETWORK_IPV6 "fd6f:7269:6f6e:"

// 0, or -E_DATA and recorded: names, interfaces and addresses of several are there and differ.
int networks_make(struct networks *n, struct arena *a, const struct conf *c);

// Takes what is up from network.conf: lines interface=, address=, prefix= of each, one after the other. 0, or -E_DATA and recorded.
int networks_up(struct networks *n, struct arena *a, struct text lines);

// 0 when each network that a node names is there.
int networks_check_names(const struct networks *n, const struct conf *c, const struct nodes *nodes);

// `full`, `proxy` or `off`; `boot`, `local` or `ignore`.
const char *network_dhcp(const struct network *n);
const char *network_unknown(const struct network *n);

// The address that one of several servers has; 0: there is none.
uint32_t network_floating(const struct network *n);

// What it is called; the only one may have no name.
const char *network_name(const struct network *n);

// The one of that name, or NULL.
const struct network *networks_find(const struct networks *n, const char *name);

// The one that has the address, or NULL. They are up, as for the next two.
const struct network *networks_with(const struct networks *n, uint32_t address);

// The one of a node (NULL: one that isn't in orion.conf, which is of the first).
const struct network *networks_of(const struct networks *n, const struct node *node);

// 0 when each address of a node, and each floating one, is one that a machine of its network may have, and nobody else's.
int networks_check_addresses(
	const struct networks *n, struct arena *a, const struct conf *c, const struct nodes *nodes);

#endif
