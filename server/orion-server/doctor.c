// SPDX-License-Identifier: MIT
// orion doctor: why does a node not boot? Looks at the machine, then boots as a node does.
#include "checks.h"
#include "cmd.h"
#include "doctor_boot.h"
#include "doctor_time.h"
#include "error.h"
#include "paths.h"
#include "report.h"

// What isn't set up can't be booted from.
static int boot(struct report *r, struct call *c)
{
	struct site s;

	if (site_load(&s, &c->arena, &paths)) {
		report_failed(r, "what is served", "`orion up` makes it so", "%s", error_text());
		report_not_tried(r, "booting");
		return 0;
	}
	int rc = doctor_boot(r, &c->arena, &s, c->argc ? c->argv[0] : NULL);
	if (!rc)
		doctor_time(r, &s);
	return rc;
}

static int run(struct call *c)
{
	struct report r;
	struct site s;
	int rc = site_conf(&s, &c->arena, &paths);

	if (rc)
		return rc;
	report_begin(&r, c->json);
	rc = checks_site(&r, &c->arena, &s, &paths, false);
	if (!rc)
		rc = boot(&r, c);
	struct error why;
	error_keep(&why);
	int answer = report_end(&r);
	if (rc)
		error_restore(&why);
	return rc ? rc : answer;
}

const struct cmd cmd_doctor = {
	.name = "doctor",
	.operands = "[NODE]",
	.summary = "Find what keeps nodes from booting: check, then boot as one, hop by hop",
	.max = 1,
	.shared = paths_rows,
	.help = "It takes no lease and mounts nothing. Exit status: 0 nothing is broken, 1 something is,\n"
		"2 wrong call, 3 it failed.\n",
	.run = run,
};
