// SPDX-License-Identifier: MIT
// Room for what a server writes.
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

#include "checks.h"
#include "error.h"
#include "report.h"

enum { NAME = 200, LEAST = 4 << 20, FEW_FILES = 100 };

// Below `wanted` bytes it is a warning, nearly none is a failure.
static void look(struct checks *c, const char *path, uint64_t wanted, const char *advice)
{
	struct statvfs f;
	char what[NAME];

	snprintf(what, sizeof what, "room in %s", path);
	if (statvfs(path, &f)) {
		report_failed(c->report, what, "", "%s", strerror(errno));
		return;
	}
	uint64_t free = (uint64_t)f.f_bavail * f.f_frsize, mb = free >> 20;
	if (free < LEAST || (f.f_files && f.f_favail < FEW_FILES))
		report_failed(c->report, what, advice, "%s",
			free < LEAST ? "it is full" : "no file can be made any more");
	else if (free < wanted)
		report_warning(c->report, what, advice, "%" PRIu64 " MB are free", mb);
	else
		report_ok(c->report, what, "%" PRIu64 " MB are free", mb);
}

void check_disk(struct checks *c)
{
	look(c, c->paths->base, 256 << 20, "`orion gc` takes away what nothing uses");
	look(c, c->paths->run, 16 << 20, "Logs and reports of nodes are there");
}
