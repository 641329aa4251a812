// SPDX-License-Identifier: MIT
// statx(2) as the kernel has it.
#include "statx.h"

#include <sys/syscall.h>
#include <unistd.h>

int kernel_statx(int dir, const char *path, int flags, unsigned mask, struct kernel_statx *st)
{
	return (int)syscall(SYS_statx, dir, path, flags, mask, st);
}
