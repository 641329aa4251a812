// SPDX-License-Identifier: MIT
// Writing a repository, and saying what was written.
#include "published.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "cmd.h"
#include "error.h"
#include "file.h"
#include "json.h"
#include "keys.h"

static void print(const struct call *c, const struct published *r)
{
	time_t expires = (time_t)r->timestamp.expires;
	char date[16] = "";
	struct tm tm;

	if (gmtime_r(&expires, &tm))
		strftime(date, sizeof date, "%Y-%m-%d", &tm);
	printf("%s: release %" PRIu64 "%s, good until %s\n", c->argv[0], r->release.serial,
		r->new_release ? " (new)" : "", date);
}

static void print_json(const struct published *r)
{
	json_open(NULL, '{');
	json_number("root", r->root.serial);
	json_number("release", r->release.serial);
	json_bool("new_release", r->new_release);
	json_number("timestamp", r->timestamp.serial);
	json_number("date", r->timestamp.date);
	json_number("expires", r->timestamp.expires);
	json_close();
}

int published(struct call *c, struct publish *p,
	int (*write)(struct arena *, const struct publish *, struct published *))
{
	struct published r;

	p->keys = keys_open(&c->arena, false);
	if (p->keys < 0)
		return p->keys;
	p->dir = file_open_dir(c->argv[0]);
	p->date = (uint64_t)time(NULL);
	int rc = p->dir < 0 ? p->dir : during(write(&c->arena, p, &r), "%s", c->argv[0]);
	if (p->dir >= 0)
		close(p->dir);
	close(p->keys);
	if (rc)
		return rc;
	if (c->json)
		print_json(&r);
	else
		print(c, &r);
	return 0;
}
