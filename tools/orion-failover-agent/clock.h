// SPDX-License-Identifier: MIT
// Time in nanoseconds of a clock that nobody sets.
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>
#include <time.h>

#define MS INT64_C(1000000)
#define SECOND (1000 * MS)
#define NEVER INT64_MAX

static inline int64_t clock_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * SECOND + t.tv_nsec;
}

#endif
