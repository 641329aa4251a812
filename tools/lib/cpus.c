// SPDX-License-Identifier: MIT
// Processors.
#include "cpus.h"

#include <sched.h>

size_t cpus(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof set, &set) ? 1 : (size_t)CPU_COUNT(&set);
}
