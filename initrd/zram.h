// SPDX-License-Identifier: MIT
// Compressed swap in memory for small machines.
#ifndef ZRAM_H
#define ZRAM_H

// Turns it on below 2 GB of memory, half of that in size. It is no failure when it can't be.
void zram_start(void);

#endif
