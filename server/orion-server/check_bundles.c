// SPDX-License-Identifier: MIT
// Bundles are what their names say.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "bundle_file.h"
#include "checks.h"
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
	int fd = file_open(all, role, O_RDONLY | O_DIRECTORY, 0);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	size_t good = 0;

	for (struct dirent *e; d && (e = readdir(d));) {
		if (!is_bundle(e->d_name))
			continue;
		if (look(c, fd, e->d_name))
			report_failed(c->report, "bundle", "Publish it again; it is not served",
				"%s/%.12s...: %s", role, e->d_name, error_text());
		else
			good++;
	}
	if (d)
		closedir(d);
	else if (fd >= 0)
		close(fd);
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
	const char *path = arena_printf(c->arena, "%s/bundles", c->paths->base);
	int fd = path ? file_open_dir(path) : -ENOMEM;
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	size_t good = 0;

	for (struct dirent *e; d && (e = readdir(d));)
		if (e->d_name[0] != '.')
			good += look_in(c, fd, e->d_name);
	if (d)
		closedir(d);
	else if (fd >= 0)
		close(fd);
	error_clear();
	count(c, good);
}
