// SPDX-License-Identifier: MIT
// IPv4 addresses and prefixes, as numbers in the host's order. Each has one spelling.
#ifndef IPV4_H
#define IPV4_H

#include <stdint.h>

#include "text.h"

struct arena;

enum { IPV4_TEXT = 16 };	// bytes of a spelling, with its 0

struct prefix {
	uint32_t address;	// of a machine in it
	unsigned length;	// 8 to 30
};

// 0, or -E_DATA with what is wrong recorded.
int ipv4_parse(uint32_t *address, struct text t);
int ipv4_parse_prefix(struct prefix *p, struct text t);	// ADDRESS/LENGTH
int ipv4_parse_range(uint32_t *first, uint32_t *last, struct text t);	// FIRST-LAST

void ipv4_write(char s[IPV4_TEXT], uint32_t address);
const char *ipv4_text(struct arena *a, uint32_t address);	// NULL without memory

uint32_t prefix_mask(const struct prefix *p);
uint32_t prefix_network(const struct prefix *p);

// 0 when a machine of the network may have the address: not the network's own, not the one for all.
int prefix_check(const struct prefix *p, uint32_t address);

#endif
