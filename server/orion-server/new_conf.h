// SPDX-License-Identifier: MIT
// The text of a new orion.conf for one network. docs/orion.conf.5.scd.
#ifndef NEW_CONF_H
#define NEW_CONF_H

#include <stdbool.h>

#include "ipv4.h"

struct buffer;

struct new_conf {
	const char *interface;
	struct prefix prefix;	// ours; length 0: another DHCP server of the network gives it
	const char *dhcp;	// full, proxy or off
	uint32_t first, last;	// of the addresses that full mode gives
};

// Addresses for nodes: network + 100 to network + 199 where there is room and we are not among them, else the larger part of the network before or
// behind us.
void new_conf_range(struct new_conf *n);

void new_conf_write(struct buffer *b, const struct new_conf *n);

#endif
