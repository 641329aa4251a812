// SPDX-License-Identifier: MIT
// A mounted root that the kernel moves to another server when its own is gone: nfs-failover(4).
#ifndef FAILOVER_H
#define FAILOVER_H

#include <stdbool.h>

struct boot;

// Is there more than one server, and can the kernel move between them (all have IPv4 addresses, or all IPv6)?
bool failover_wanted(const struct boot *b);

// Names the servers of b to the kernel. Below the mount are the file that tells one generation from
// another and a large one, of which some is read now and then. What doesn't work is said: the boot
// can go on without.
void failover_start(
	const struct boot *b, const char *mount, const char *identity, const char *sample);

#endif
