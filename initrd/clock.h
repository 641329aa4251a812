// SPDX-License-Identifier: MIT
// The clock, which is only ever raised.
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

struct boot;

// To the date of the manifest, then to the date that the server's HTTP gives.
void clock_set(struct boot *b);

// The time to set: now when nothing is to be done. A server's date from before the manifest's or
// more than twenty years after it is not believed. All in seconds; served -1: none.
int64_t clock_choose(int64_t now, int64_t manifest, int64_t served);

#endif
