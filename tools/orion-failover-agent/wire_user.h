// SPDX-License-Identifier: MIT
// The calls of a probe, as the kernel's driver writes and reads them: its own code, which has its tests beside it. That is
// GPL-2.0-only, and so is the program.
#ifndef WIRE_USER_H
#define WIRE_USER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;

#include "../../kernel/drivers/nfs-failover/wire.h"

#endif
