// SPDX-License-Identifier: MIT
// Nodes take the time from here: it must not be before what was made already.
#include <stdio.h>
#include <time.h>

#include "checks.h"
#include "report.h"

enum { DATE = 32 };

static void date(char s[DATE], uint64_t seconds)
{
	time_t t = (time_t)seconds;
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(s, DATE, "%Y-%m-%d %H:%M", &tm);
}

void check_clock(struct checks *c)
{
	uint64_t newest = 0, now = (uint64_t)time(NULL);
	char is[DATE], made[DATE];

	for (size_t i = 0; i < c->site->generations; i++)
		if (c->site->generation[i].seconds > newest)
			newest = c->site->generation[i].seconds;
	date(is, now);
	date(made, newest);
	if (now < newest)
		report_failed(c->report, "clock",
			"Set it: nodes take theirs from it, and signatures have dates",
			"it says %s (UTC), and the newest generation is of %s", is, made);
	else
		report_ok(c->report, "clock", "%s (UTC)", is);
}
