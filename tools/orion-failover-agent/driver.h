// SPDX-License-Identifier: MIT
// The kernel's driver's own code: calls of a probe and their answers (wire.h), and the rules of a server's silence (probe.h). It has
// its tests beside it. It is GPL-2.0-only, and so is the program.
#ifndef DRIVER_H
#define DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t s64;

#include "../../kernel/drivers/nfs-failover/probe.h"

#endif
