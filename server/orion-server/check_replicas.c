// SPDX-License-Identifier: MIT
// What two servers made of changes that neither knew of the other.
#include "checks.h"
#include "error.h"
#include "lost.h"
#include "report.h"
#include "shared_files.h"

void check_replicas(struct checks *c)
{
	static const char what[] = "what was changed on two servers";
	struct lost l;

	if (!c->site->servers.count)
		return;
	if (lost_find(&l, c->arena, c->paths->base))
		report_warning(c->report, what, "", "%s", error_text());
	else if (l.count)
		report_warning(c->report, what,
			"Look there for what counts no more, make it anew where it should count, and remove it",
			"%zu file%s in %s/" SHARED_LOST ", the last is %s", l.count,
			l.count == 1 ? "" : "s", c->paths->base, l.last);
	else
		report_ok(c->report, what, "nothing was lost");
	error_clear();
}
