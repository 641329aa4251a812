// SPDX-License-Identifier: MIT
// Loop devices.
#ifndef LOOP_H
#define LOOP_H

// Mounts the file as an EROFS file system on target, through a loop device that goes away with
// the mount; 0, or -1 and errno.
int loop_mount(const char *file, const char *target);

#endif
