// SPDX-License-Identifier: MIT
// The GNU build id in ELF notes.
#ifndef BUILDID_H
#define BUILDID_H

#include <stddef.h>

// Finds it in n bytes of notes (as in /sys/kernel/notes) and writes it as hex; 0 or -1.
int buildid_find(char hex[65], const unsigned char *notes, size_t n);

#endif
