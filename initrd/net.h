// SPDX-License-Identifier: MIT
// The network, from nothing to an address.
#ifndef NET_H
#define NET_H

struct boot;

// Finds the interface, gives it its address, fills b->net; 0, or -1 and the failure recorded.
int net_up(struct boot *b);

// Takes away what net_up gave, so that it can be called again.
void net_forget(struct boot *b);

#endif
