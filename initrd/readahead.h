// SPDX-License-Identifier: MIT
// How far the kernel reads ahead.
#ifndef READAHEAD_H
#define READAHEAD_H

// Sets 1 MB for the device of what is mounted at path.
void readahead_path(const char *path);

// Sets it for all EROFS that are mounted from a file: they have no number of a device.
void readahead_erofs(void);

#endif
