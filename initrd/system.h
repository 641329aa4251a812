// SPDX-License-Identifier: MIT
// The file systems that the kernel makes.
#ifndef SYSTEM_H
#define SYSTEM_H

// Mounts /dev, /proc, /sys and /run; 0, or -1 and the failure recorded.
int system_mount(void);

#endif
