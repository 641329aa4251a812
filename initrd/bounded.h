// SPDX-License-Identifier: MIT
// Work that may hang in the kernel, done by a child with a limit in time.
#ifndef BOUNDED_H
#define BOUNDED_H

struct boot;

// Runs work(b) in a child: its result, or -1 and E-SERVER-SILENT after the seconds. What the
// child mounts and writes to b (which is shared memory) stays.
int bounded(unsigned seconds, int (*work)(struct boot *b), struct boot *b);

#endif
