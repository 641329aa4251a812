// SPDX-License-Identifier: MIT
// File systems found by their label.
#ifndef LABEL_H
#define LABEL_H

#include <stdbool.h>
#include <stddef.h>

// Is this an ext2, 3 or 4 superblock (1,024 bytes, hostile) with that label?
bool label_is(const unsigned char *super, const char *label);

// Looks through all block devices for ms; writes the path of the device; 0 or -1.
int label_find(const char *label, int ms, char *path, size_t size);

#endif
