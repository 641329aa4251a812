// SPDX-License-Identifier: MIT
// Bundles are what their names say.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "bundle_file.h"
#include "checks.h"
#include "directory.h"
#include "error.h"
#include "file.h"
#include "report.h"

static const char suffix[] = ".bundle";

static int look(struct checks *c, int dir, const char *name)
{
	struct text digits = { name, DIGEST_HEX };
	struct bundle_file b;
	struct digest d;
	int rc = digest_parse(&d, digits);

	if (rc)
		return rc;
	int fd = file_open_regular(dir, name);
	rc = fd < 0 ? fd : bundle_open(&b, c->arena, fd, &d);
	if (!rc && c->whole)
		rc = bundle_check(&b);
	if (fd >= 0)
		close(fd);
	return rc;
}

static bool is_bundle(const char *name)
{
	return strlen(name) == DIGEST_HEX + sizeof suffix - 1 && !strcmp(name + DIGEST_HEX, suffix);
}

// Bundles of a role: how many are good.
static size_t look_in(struct checks *c, int all, const char *role)
{
	struct directory d;
	const char *name;
	size_t good = 0;
	int rc = directory_open(&d, all, role);

	while (!rc && (name = directory_next(&d))) {
		if (!is_bundle(name))
			continue;
		if (look(c, d.fd, name))
			report_failed(c->report, "bundle", "Publish it again; it is not served",
				"%s/%.12s...: %s", role, name, error_text());
		else
			good++;
	}
	rc = directory_close(&d, rc);
	if (rc && rc != -ENOTDIR)
		report_failed(c->report, "bundles", "", "%s", error_text());
	error_clear();
	return good;
}

static void count(struct checks *c, size_t good)
{
	if (!good)
		report_failed(
			c->report, "bundles", "`orion publish` brings the first", "there is none");
	else
		report_ok(c->report, "bundles", "%zu %s", good,
			c->whole ? "are whole" : "have the manifests of their names");
}

void check_bundles(struct checks *c)
{
	int base = file_open_dir(c->paths->base);
	struct directory d = { NULL };
	const char *name;
	size_t good = 0;
	int rc = base < 0 ? base : directory_open(&d, base, "bundles");

	while (!rc && (name = directory_next(&d)))
		if (*name != '.')
			good += look_in(c, d.fd, name);
	rc = directory_close(&d, rc);
	if (base >= 0)
		close(base);
	if (rc && rc != -ENOENT)
		report_failed(c->report, "bundles", "", "%s", error_text());
	else
		count(c, good);
	error_clear();
}
