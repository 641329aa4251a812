// SPDX-License-Identifier: MIT
// orion-pkg pack: a package of a directory and a description.
#include "pack.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "error.h"
#include "file.h"
#include "json.h"
#include "manifest.h"

enum { DESCRIPTION_LENGTH = 16 << 20 };

static const char *output = ".";

static const struct option options[] = {
	{ 'o', "output", "DIR", "the directory where the package goes (.)", .text = &output },
	{ .name = NULL },
};

static int load_description(struct arena *a, const char *path, struct text *t)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return fail(-errno, "open %s", path);
	int rc = file_load_fd(a, fd, DESCRIPTION_LENGTH, t, path);
	close(fd);
	return rc;
}

// Renames what was written to what the package is called.
static int settle(struct arena *a, int dir, int fd, const char *temporary, const struct manifest *m,
	const char **name)
{
	*name = arena_printf(a, "%.*s-%.*s.%.*s.opk", TEXT_ARG(m->name), TEXT_ARG(m->version),
		TEXT_ARG(m->arch));
	if (!*name)
		return -ENOMEM;
	if (fsync(fd))
		return fail(-errno, "fsync %s", temporary);
	if (renameat(dir, temporary, dir, *name))
		return fail(-errno, "rename %s to %s", temporary, *name);
	return file_sync_dir(dir, ".");
}

static int write_package(struct arena *a, int from, int to, struct text description,
	struct manifest *m, const char **name)
{
	const char *temporary = arena_printf(a, ".orion-pkg.%ld", (long)getpid());

	if (!temporary)
		return -ENOMEM;
	int fd = file_open(to, temporary, O_WRONLY | O_CREAT | O_EXCL, 0644);
	if (fd < 0)
		return fd;
	int rc = pack(a, from, description, fd, m);
	if (!rc)
		rc = settle(a, to, fd, temporary, m, name);
	if (close(fd) && !rc)
		rc = fail(-errno, "close %s", temporary);
	if (rc)
		unlinkat(to, temporary, 0);
	return rc;
}

static int run(struct call *c)
{
	struct text description;
	struct manifest m;
	const char *name = NULL;
	int rc = load_description(&c->arena, c->argv[0], &description);
	if (rc)
		return rc;
	int from = file_open_dir(c->argv[1]);
	if (from < 0)
		return from;
	int to = file_open_dir(output);
	rc = to < 0 ? to : write_package(&c->arena, from, to, description, &m, &name);
	if (to >= 0)
		close(to);
	close(from);
	if (rc)
		return during(rc, "%s", c->argv[1]);
	if (c->json)
		json_text(NULL, text_of(name));
	else
		printf("%s\n", name);
	return 0;
}

const struct cmd cmd_pack = {
	.name = "pack",
	.operands = "DESCRIPTION DIR",
	.summary = "Make a package of what is below DIR",
	.min = 2,
	.max = 2,
	.options = options,
	.help = "DESCRIPTION is a file as opk(5) has it. The name of the package is printed.\n",
	.run = run,
};
