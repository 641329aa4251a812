// SPDX-License-Identifier: MIT
// Addresses and routes by rtnetlink.
#ifndef RTNL_H
#define RTNL_H

#include <stdbool.h>

struct addr;

// Adds (or takes away) an address; 0 or a negative errno.
int rtnl_address(int ifindex, const struct addr *a, unsigned prefix, bool add);

// Adds the default route by gateway; 0 or a negative errno.
int rtnl_default_route(int ifindex, const struct addr *gateway);

#endif
