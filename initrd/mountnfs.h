// SPDX-License-Identifier: MIT
// NFS by the kernel's own client: no helper program, no portmapper.
#ifndef MOUNTNFS_H
#define MOUNTNFS_H

#include <stdbool.h>

struct boot;

// Do the ports answer that a mount needs? 0, or -1 and the failure recorded.
int mountnfs_probe(const struct boot *b, bool v42);

// Mounts b->server:b->cmd.root.path read-only on target; 0, or -1 and the failure recorded.
int mountnfs(const struct boot *b, bool v42, const char *target);

#endif
