// SPDX-License-Identifier: MIT
// Which addresses full mode gives: `range` of a network, and of that, where servers are several, a part of each: so none is given twice, whatever they know of
// each other.
#ifndef PART_H
#define PART_H

#include <stdint.h>

struct network;
struct site;

// The range of the file, else the hundred from network + 100 on. 0, or -E_DATA with the line recorded. Of the network its prefix counts.
int part_whole(uint32_t *first, uint32_t *last, const struct site *s, const struct network *n);

// Makes of that this server's part. 0, or -E_DATA with the line recorded: there are too few.
int part_own(uint32_t *first, uint32_t *last, const struct site *s, const struct network *n);

#endif
