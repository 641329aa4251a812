// SPDX-License-Identifier: MIT
// The layer that takes what is written.
#ifndef OVERLAY_H
#define OVERLAY_H

#include <stdint.h>

struct boot;

// Mounts tmpfs and overlay: BOOT_ROOT below, NEWROOT is the result; 0, or -1 and the failure.
int overlay_open(const struct boot *b);

// The size of the upper layer: percent of what memory (bytes) is left beside the image, but
// never what the system itself needs of what is available (bytes).
uint64_t overlay_size(unsigned percent, uint64_t memory, uint64_t available, uint64_t image);

#endif
