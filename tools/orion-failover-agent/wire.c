// SPDX-License-Identifier: MIT
#include "driver.h"

#include "../../kernel/drivers/nfs-failover/wire.c"
