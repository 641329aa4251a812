// SPDX-License-Identifier: MIT
// What is looked at before a server serves, and when something is wrong: the machine and what it has, no service. One file a check.
#ifndef CHECKS_H
#define CHECKS_H

#include <stdbool.h>

#include "netif.h"
#include "site.h"

struct arena;
struct report;

struct checks {
	struct report *report;
	struct arena *arena;
	const struct site *site;	// of site_conf, and as much more as could be read
	const struct paths *paths;
	struct netifs netifs;
	bool whole;	// bundles are read whole
};

// Looks at all of it, whatever of the site can be read: s is what site_conf made, and has more then. whole: bundles are read to their end.
// 0, or negative and recorded when nothing could be looked at.
int checks_site(
	struct report *r, struct arena *a, struct site *s, const struct paths *p, bool whole);

// The interface of a network: the one that was taken when it was set up, else that of orion.conf, else the first with a link. NULL: it isn't
// there; *name (NULL: any) is what it should be.
const struct netif *checks_netif(
	const struct checks *c, const struct network *n, const char **name);

void check_network(struct checks *c);
void check_floating(struct checks *c);
void check_neighbours(struct checks *c);
void check_ports(struct checks *c);
void check_firewall(struct checks *c);
void check_kernel(struct checks *c);
void check_disk(struct checks *c);
void check_clock(struct checks *c);
void check_keys(struct checks *c);
void check_bundles(struct checks *c);
void check_replicas(struct checks *c);

// Not of them, since it is so for minutes only: can a server that joins reach this TCP port? c needs no more than report, arena, site and netifs.
void check_firewall_joining(struct checks *c, unsigned port);

#endif
