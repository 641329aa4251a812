// SPDX-License-Identifier: MIT
#include "wire_user.h"

#include "../../kernel/drivers/nfs-failover/wire.c"
