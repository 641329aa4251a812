// SPDX-License-Identifier: MIT
// Booting as a machine does, hop by hop, without taking a lease or mounting anything.
#ifndef DOCTOR_BOOT_H
#define DOCTOR_BOOT_H

struct arena;
struct report;
struct site;

// From DHCP to the root, for each kind of firmware, as that node (NULL: as a machine that nobody has, or the first node where such don't boot). 0, or
// negative and recorded when it can't be tried at all.
int doctor_boot(struct report *r, struct arena *a, const struct site *s, const char *node);

#endif
