// SPDX-License-Identifier: MIT
// What the parts of publishing share.
#ifndef PUBLISH_IMPL_H
#define PUBLISH_IMPL_H

struct arena;
struct index;

// Checks each *.opk of the directory whole, and describes them all, sorted.
int publish_scan(struct arena *a, int dir, struct index *x);

#endif
