// SPDX-License-Identifier: MIT
// orion-pkg convert: a package as a tar archive, or for dpkg.
#include "convert.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd.h"
#include "error.h"
#include "file.h"
#include "json.h"
#include "opk.h"
#include "package.h"
#include "tar.h"

static const char *output = ".";
static bool deb;

// clang-format off
static const struct option rows[] = {
	{ .name = "deb", .flag = &deb, .help = "make packages for dpkg, not tar archives" },
	{ 'o', "output", "DIR", "the directory where they go (.)", .text = &output },
	{ 0 },
};
// clang-format on

static int write_tar(struct opk *o, int fd)
{
	struct tar *t = malloc(sizeof *t);

	if (!t)
		return fail(-ENOMEM, "%s", o->what);
	tar_begin(t, fd);
	int rc = convert_tar(o, t, false);
	int end = tar_end(t);

	free(t);
	return rc ? rc : end;
}

// All of the package is checked first: what comes out is told by nobody's digest any more.
static int write_all(struct opk *o, int fd)
{
	int rc = opk_check(o);

	if (!rc)
		rc = deb ? convert_deb(o, fd) : write_tar(o, fd);
	return rc || !fsync(fd) ? rc : fail(-errno, "fsync");
}

static int write_file(struct arena *a, struct opk *o, int dir, const char *name)
{
	const char *part = arena_printf(a, ".orion-pkg.%ld", (long)getpid());
	int fd = part ? file_open(dir, part, O_RDWR | O_CREAT | O_EXCL, 0644) : -ENOMEM;

	if (fd < 0)
		return fd;
	int rc = write_all(o, fd);
	close(fd);
	if (!rc && renameat(dir, part, dir, name))
		rc = fail(-errno, "rename to %s", name);
	if (rc)
		unlinkat(dir, part, 0);
	return rc;
}

// What dpkg has no words for, and what paths can't say. A tar archive has only paths anyway.
static void say_left_out(const struct manifest *m)
{
	if (m->alternatives)
		printf("  without the %zu links that it offers as alternatives\n", m->alternatives);
	if (!deb)
		return;
	if (m->users + m->groups)
		printf("  without its users and groups: make them before it is installed\n");
	if (m->capabilities)
		printf("  without the capabilities of its files\n");
	if (m->services.count)
		printf("  its services are not enabled\n");
}

static int convert(struct call *c, int dir, const char *path)
{
	struct opk o;
	int fd, rc = package_open(&o, &c->arena, path, &fd);

	if (rc)
		return rc;
	const struct manifest *m = &o.manifest;
	const char *name = arena_printf(&c->arena, "%.*s-%.*s.%.*s.%s", TEXT_ARG(m->name),
		TEXT_ARG(m->version), TEXT_ARG(m->arch), deb ? "deb" : "tar");

	rc = name ? write_file(&c->arena, &o, dir, name) : -ENOMEM;
	if (!rc && c->json) {
		json_text(NULL, text_of(name));
	} else if (!rc) {
		printf("%s\n", name);
		say_left_out(m);
	}
	package_close(&o, fd);
	return during(rc, "%s", path);
}

static int run(struct call *c)
{
	int dir = file_open_dir(output), rc = 0;

	if (dir < 0)
		return dir;
	if (c->json)
		json_open(NULL, '[');
	for (int i = 0; !rc && i < c->argc; i++)
		rc = convert(c, dir, c->argv[i]);
	if (c->json)
		json_close();
	close(dir);
	return rc;
}

const struct cmd cmd_convert = {
	.name = "convert",
	.operands = "FILE.opk...",
	.summary = "Write packages as tar archives, or for dpkg",
	.min = 1,
	.max = -1,
	.options = rows,
	.help = "The names are printed. What a package declares for orion-pkg (users, services, alternatives) is not in them.\n",
	.run = run,
};
