// SPDX-License-Identifier: MIT
// From the initrd to the root.
#ifndef HANDOVER_H
#define HANDOVER_H

struct boot;

// Is there an init to hand over to? 0, or -1 and the failure recorded.
int handover_check(void);

// Moves what is mounted into the new root and becomes its init; comes back only when that fails,
// with the failure recorded.
int handover(const struct boot *b, char **argv);

#endif
