// SPDX-License-Identifier: MIT
// How many processors this process may use: as many threads make sense.
#ifndef CPUS_H
#define CPUS_H

#include <stddef.h>

size_t cpus(void);

#endif
