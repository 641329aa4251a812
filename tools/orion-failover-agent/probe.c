// SPDX-License-Identifier: MIT
#include "driver.h"

#include "../../kernel/drivers/nfs-failover/probe.c"
