// SPDX-License-Identifier: MIT
// Kernel modules for devices that have no driver yet.
#ifndef MODULES_H
#define MODULES_H

// Loads what /usr/lib/modules/RELEASE of the initrd has for the devices that are there; returns
// how many files were loaded. Without such a directory (no net.img) there is nothing to do.
int modules_load(void);

#endif
