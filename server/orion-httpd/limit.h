// SPDX-License-Identifier: MIT
// How often one address may do something.
#ifndef LIMIT_H
#define LIMIT_H

#include <stdbool.h>
#include <stdint.h>

struct in6_addr;

enum { LIMIT_SETS = 256, LIMIT_WAYS = 4 };

// {0} with rate and burst set is one that nobody has used.
struct limit {
	uint64_t rate;	// a second
	uint64_t burst;	// at once, after a while without any
	struct limit_bucket {
		uint8_t address[16];
		uint64_t used;	// thousandths, of the burst
		uint64_t at;	// milliseconds
	} bucket[LIMIT_SETS][LIMIT_WAYS];
};

// May the address once more, at that time (milliseconds, which never go back, the first at least 1)? The addresses that were seen
// last are remembered; one that is forgotten begins with the whole burst.
bool limit_take(struct limit *l, const struct in6_addr *address, uint64_t now);

#endif
