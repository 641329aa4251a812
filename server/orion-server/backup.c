// SPDX-License-Identifier: MIT
// orion backup: what a server needs to be that server again, in one file.
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup_archive.h"
#include "base.h"
#include "cmd.h"
#include "error.h"
#include "file.h"
#include "json.h"
#include "paths.h"
#include "settled.h"

static bool all;

static const struct option rows[] = {
	{ 0, "all", NULL, "bundles and packages too", .flag = &all },
	{ .name = NULL },
};

struct backed_up {
	const struct base *base;
	const struct backup_list *list;
};

static int write_archive(int fd, void *arg)
{
	const struct backed_up *b = arg;

	return backup_archive_write(fd, b->base->dir, b->list);
}

static int write_file(
	struct call *c, const char *path, const struct base *b, const struct backup_list *l)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	const char *parent = slash ? arena_text(&c->arena, path, (size_t)(slash - path) + 1) : ".";
	struct stat st;

	if (!parent)
		return -ENOMEM;
	if (!*name || (!lstat(path, &st) && !S_ISREG(st.st_mode)))
		return fail(-E_CALL, "%s is not a file: name one, or - for standard output", path);
	int dir = file_open_dir(parent);
	if (dir < 0)
		return dir;
	int rc = file_replace_by(dir, name, 0600, write_archive, &(struct backed_up){ b, l });
	close(dir);
	return rc;
}

static void say(const struct call *c, const struct backup_list *l)
{
	bool out = !strcmp(c->argv[0], "-"); // the archive is there already
	uint64_t size = 0;

	for (size_t i = 0; i < l->count; i++)
		size += l->item[i].size;
	if (c->json && !out) {
		json_open(NULL, '{');
		json_text("file", text_of(c->argv[0]));
		json_number("files", l->count);
		json_number("bytes", size);
		json_close();
	} else if (!c->json) {
		fprintf(out ? stderr : stdout,
			"%s: %zu file%s, %" PRIu64 " bytes; keys are in it: keep it from others\n",
			c->argv[0], l->count, l->count == 1 ? "" : "s", size);
	}
}

static int run(struct call *c)
{
	struct backup_list l;
	struct base b;
	int rc = base_open(&b, paths.base, false);

	if (rc)
		return rc;
	rc = settled(&b, c);
	if (!rc)
		rc = backup_scan(&l, &c->arena, &b, all);
	if (!rc)
		rc = strcmp(c->argv[0], "-") ? write_file(c, c->argv[0], &b, &l)
					     : backup_archive_write(STDOUT_FILENO, b.dir, &l);
	base_close(&b);
	if (!rc)
		say(c, &l);
	return rc;
}

const struct cmd cmd_backup = {
	.name = "backup",
	.operands = "FILE|-",
	.summary =
		"Write orion.conf, keys, channels and what the site wants of its roles to one file",
	.min = 1,
	.max = 1,
	.options = rows,
	.shared = paths_rows,
	.help = "It is a tar for `orion restore`, for its owner only, since keys are in it. The same state gives the same bytes.\n"
		"Bundles and packages come from where they were built, but what was made or added here only: --all has them.\n",
	.run = run,
};
