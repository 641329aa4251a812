// SPDX-License-Identifier: MIT
// Is there another DHCP server on a network?
#ifndef DHCP_OTHERS_H
#define DHCP_OTHERS_H

#include <stdint.h>

struct servers;

enum { DHCP_OTHERS_LISTEN = 5000 };	// ms

struct dhcp_other {
	uint32_t server;	// 0: there is none
	uint32_t offers;	// an address
};

// Asks as a machine that nobody has, and listens that long. Servers of this machine aren't heard, and those of
// orion.conf (NULL: there are none) are no others. 0, or negative and recorded.
int dhcp_others(struct dhcp_other *o, const struct servers *known, const char *interface, int ms);

#endif
