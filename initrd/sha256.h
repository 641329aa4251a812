// SPDX-License-Identifier: MIT
// SHA-256 (FIPS 180-4).
#ifndef SHA256_H
#define SHA256_H

#include <stddef.h>
#include <stdint.h>

struct sha256 {
	uint32_t h[8];
	uint64_t bytes;		// taken so far
	uint8_t block[64];	// the part of a block that waits
};

void sha256_init(struct sha256 *s);
void sha256_add(struct sha256 *s, const void *data, size_t n);

// Ends it and writes 64 lower-case hex digits and a 0.
void sha256_hex(struct sha256 *s, char hex[65]);

#endif
