// SPDX-License-Identifier: MIT
// Another time of day for programs that this is loaded into before the C library: CLOCK_AHEAD seconds later. See tests/clock.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *t)
{
	int rc = (int)syscall(SYS_clock_gettime, clock, t);

	if (!rc && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
		t->tv_sec += (CLOCK_AHEAD);
	return rc;
}

time_t time(time_t *seconds)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	if (seconds)
		*seconds = t.tv_sec;
	return t.tv_sec;
}

int gettimeofday(struct timeval *restrict v, void *restrict zone)
{
	struct timespec t;

	(void)zone;
	clock_gettime(CLOCK_REALTIME, &t);
	*v = (struct timeval){ .tv_sec = t.tv_sec, .tv_usec = t.tv_nsec / 1000 };
	return 0;
}
