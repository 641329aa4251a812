// SPDX-License-Identifier: MIT
// Times.
#include "when.h"

#include <time.h>

void when_write(char s[WHEN_TEXT], uint64_t seconds)
{
	time_t t = (time_t)seconds;
	struct tm tm;

	if (!gmtime_r(&t, &tm) || !strftime(s, WHEN_TEXT, "%Y-%m-%d %H:%M", &tm))
		*s = 0;
}
