// SPDX-License-Identifier: MIT
// Leaky buckets, in sets of four of which the one that was used longest ago makes room.
#include "limit.h"

#include <netinet/in.h>
#include <string.h>

enum { ONE = 1000 };

static unsigned set_of(const uint8_t *address)
{
	uint32_t h = 2166136261u;	// FNV-1a

	for (int i = 0; i < 16; i++)
		h = (h ^ address[i]) * 16777619u;
	return (h ^ h >> 16) % LIMIT_SETS;
}

static struct limit_bucket *find(struct limit *l, const uint8_t *address)
{
	struct limit_bucket *set = l->bucket[set_of(address)], *oldest = set;

	for (int i = 0; i < LIMIT_WAYS; i++) {
		if (set[i].at && !memcmp(set[i].address, address, sizeof set[i].address))
			return &set[i];
		if (set[i].at < oldest->at)
			oldest = &set[i];
	}
	*oldest = (struct limit_bucket){ .at = 0 };
	memcpy(oldest->address, address, sizeof oldest->address);
	return oldest;
}

bool limit_take(struct limit *l, const struct in6_addr *address, uint64_t now)
{
	struct limit_bucket *b = find(l, address->s6_addr);
	uint64_t leaked = (now - b->at) * l->rate;

	b->used = leaked < b->used ? b->used - leaked : 0;
	b->at = now;
	if (b->used + ONE > l->burst * ONE)
		return false;
	b->used += ONE;
	return true;
}
