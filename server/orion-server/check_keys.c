// SPDX-License-Identifier: MIT
// The signature of the nodes' repository has an end.
#include <errno.h>
#include <inttypes.h>
#include <time.h>
#include <unistd.h>

#include "arena.h"
#include "checks.h"
#include "error.h"
#include "file.h"
#include "release.h"
#include "report.h"

enum { DAY = 86400, SOON = 30 };

static int load(struct checks *c, int dir, struct timestamp *stamp)
{
	struct latest *l = ARENA_NEW(c->arena, struct latest);
	char hex[DIGEST_HEX + 1];
	struct text t;
	int rc = l ? file_load(c->arena, dir, "latest", LATEST_LENGTH, &t) : -ENOMEM;

	if (!rc)
		rc = latest_parse(l, t);
	if (rc)
		return rc;
	digest_hex(&l->timestamp, hex);
	const char *name = arena_printf(c->arena, "timestamp-%s", hex);
	rc = name ? file_load(c->arena, dir, name, RELEASE_LENGTH, &t) : -ENOMEM;
	return rc ? rc : timestamp_parse(stamp, t);
}

static void say(struct checks *c, const struct timestamp *stamp)
{
	static const char what[] = "signature of packages",
			  advice[] = "`orion-repository renew` signs anew";
	uint64_t now = (uint64_t)time(NULL);
	uint64_t days = stamp->expires > now ? (stamp->expires - now) / DAY : 0;

	if (stamp->expires <= now)
		report_failed(c->report, what, advice, "it has expired: nodes install nothing");
	else if (days < SOON)
		report_warning(c->report, what, advice, "it expires in %" PRIu64 " days", days);
	else
		report_ok(c->report, what, "good for %" PRIu64 " days", days);
}

// Without a repository there is nothing to expire.
void check_keys(struct checks *c)
{
	struct timestamp stamp;
	const char *path = arena_printf(c->arena, "%s/repository", c->paths->base);
	int dir = path ? file_open_dir(path) : -ENOMEM;
	int rc = dir < 0 ? dir : load(c, dir, &stamp);

	if (dir >= 0)
		close(dir);
	if (!rc)
		say(c, &stamp);
	else if (rc != -ENOENT)
		report_failed(c->report, "signature of packages",
			"`orion-repository renew` makes it anew", "%s", error_text());
	error_clear();
}
