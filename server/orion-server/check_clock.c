// SPDX-License-Identifier: MIT
// Nodes take the time from here: it must not be before what was made already.
#include <time.h>

#include "checks.h"
#include "report.h"
#include "when.h"

void check_clock(struct checks *c)
{
	uint64_t newest = 0, now = (uint64_t)time(NULL);
	char is[WHEN_TEXT], made[WHEN_TEXT];

	for (size_t i = 0; i < c->site->generations; i++)
		if (c->site->generation[i].seconds > newest)
			newest = c->site->generation[i].seconds;
	when_write(is, now);
	when_write(made, newest);
	if (now < newest)
		report_failed(c->report, "clock",
			"Set it: nodes take theirs from it, and signatures have dates",
			"it says %s (UTC), and the newest generation is of %s", is, made);
	else
		report_ok(c->report, "clock", "%s (UTC)", is);
}
