// SPDX-License-Identifier: MIT
// Addresses that DHCP gave. Each server tells the others which it did, and they keep these for the machines that have them: so another one can go on
// with an address when its server is dead, and gives it to nobody else.
#ifndef LEASES_H
#define LEASES_H

#include <stdbool.h>

#include "text.h"

struct arena;
struct site;

#define LEASES_DIRECTORY "leases"	// in a base: NAME, what that server told last
#define LEASES_OTHERS "leases.others"	// where dnsmasq reads them (dhcp-hostsfile)

enum { LEASES_LENGTH = 8 << 20, LEASES_MOST = 65536 };

struct lease {
	const char *mac;
	const char *address;
};

struct leases {
	struct lease *item;	// sorted by MAC
	size_t count;
};

// What a server told just now, which counts whether it could be kept in the base or not.
struct leases_told {
	const char *server;
	struct text text;	// that leases_parse takes
};

// MAC and address, a line each, with a tab between, sorted: 0, or -E_DATA with the line recorded.
int leases_parse(struct leases *l, struct arena *a, struct text t);

// The same of what dnsmasq keeps: seconds, MAC, address, name and identity, with blanks between. Of other families, nothing.
int leases_parse_dnsmasq(struct leases *l, struct arena *a, struct text t);

// What dnsmasq gave here, as leases_parse reads it.
int leases_own(struct text *t, struct arena *a);

// Puts what all others told where dnsmasq reads it, but for nodes of orion.conf; of those that left as long as a lease lasts; and what this one gave of another's
// part, or before its machine started, which it keeps in the base for that. *changed: it has to read it anew, also when that could not be kept.
int leases_others(struct arena *a, const struct site *s, const struct leases_told *told,
	size_t count, bool *changed);

#endif
