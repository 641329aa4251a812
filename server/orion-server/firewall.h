// SPDX-License-Identifier: MIT
// Does a ruleset of nftables, as `nft list ruleset` prints it, keep nodes out?
#ifndef FIREWALL_H
#define FIREWALL_H

#include <stdbool.h>

#include "text.h"

enum firewall_says {
	FIREWALL_OPEN,	// nothing drops what comes in, or this is let in
	FIREWALL_CLOSED,	// what isn't let in is dropped, and no rule lets this in
	FIREWALL_DROPS,	// a rule drops this
};

// By words, not by walking the chains: rules may accept a port by other means than its number.
enum firewall_says firewall_says(struct text rules, const char *interface, bool tcp, unsigned port);

#endif
