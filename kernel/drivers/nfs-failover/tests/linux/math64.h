/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SHIM_LINUX_MATH64_H
#define SHIM_LINUX_MATH64_H

#include <linux/types.h>

static inline u64 div64_u64_rem(u64 value, u64 by, u64 *rest)
{
	*rest = value % by;
	return value / by;
}

static inline s64 div_s64(s64 value, int by)
{
	return value / by;
}

#endif
