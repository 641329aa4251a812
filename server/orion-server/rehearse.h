// SPDX-License-Identifier: MIT
// Booting a generation of nodes in QEMU before anybody boots it: its kernel and initrd, its root in memory, until it says that it is ready. The
// machine has a network with nobody in it but whom it has its root from.
#ifndef REHEARSE_H
#define REHEARSE_H

struct arena;

// Is there what it takes here? 0, or -E_DATA and recorded.
int rehearse_can(void);

// Boots the bundle at that path, which is whole. 0 when it is ready; else -E_DATA recorded, and the last that it said on stderr.
int rehearse(struct arena *a, const char *path);

// Answers the one HTTP request for a part of that bundle that in has, on out.
int rehearse_answer(struct arena *a, const char *path, int in, int out);

#endif
