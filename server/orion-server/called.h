// SPDX-License-Identifier: MIT
// How people call generations: node@7, or in full node@7-3fa9c1d2..., of whose digits a beginning is enough.
#ifndef CALLED_H
#define CALLED_H

#include <stdint.h>

struct arena;
struct digest;
struct generation;
struct site;

// 0 when it is said as one of nodes, else -E_DATA and recorded. What a generation reads never looks like a host name.
int called_check(const char *said);

// Its number. 0, or -E_DATA and recorded.
int called_number(const char *said, uint64_t *number);

// The generation that is meant, of any role, on this server or not any more; NULL and recorded when there was none.
const struct generation *called_generation(const struct site *s, const char *said);

// The digest of a generation of that role that is on this server. 0, or -E_DATA and recorded.
int called_find(const struct site *s, const char *role, const char *said, struct digest *d);

// node@NUMBER, or node@DIGEST (12 digits) of one without a number. NULL without memory.
const char *called_name(const struct site *s, struct arena *a, const struct digest *d);

#endif
