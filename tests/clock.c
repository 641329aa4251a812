// SPDX-License-Identifier: MIT
// Another time of day for a program, see tests/clock: what the C library says of it is CLOCK_AHEAD seconds ahead.
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *t)
{
	const char *ahead = getenv("CLOCK_AHEAD");
	int rc = (int)syscall(SYS_clock_gettime, clock, t);

	if (!rc && ahead && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
		t->tv_sec += atol(ahead);
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
