// SPDX-License-Identifier: MIT
// DHCP on all interfaces that may be used, in parallel.
#ifndef DHCP_RUN_H
#define DHCP_RUN_H

#include "dhcp.h"

struct boot;
struct netif;

// Until one interface has a lease, or the deadline (ms): 0, or -1 and the failure recorded.
int dhcp_run(const struct boot *b, int64_t deadline, struct netif *nif, struct dhcp_lease *lease);

#endif
