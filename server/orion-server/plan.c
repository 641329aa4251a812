// SPDX-License-Identifier: MIT
// orion plan: what apply would change.
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "buffer.h"
#include "cmd.h"
#include "derive.h"
#include "diff.h"
#include "error.h"
#include "file.h"
#include "json.h"
#include "paths.h"
#include "state.h"

struct difference {
	bool json;
	size_t count;
};

static int show(void *arg, const struct state_file *was, const struct state_file *is)
{
	struct difference *d = arg;
	const char *path = is ? is->path : was->path;
	const char *what = !was ? "new" : !is ? "gone" : "changed";
	struct buffer b = { 0 };

	d->count++;
	if (d->json) {
		json_open(NULL, '{');
		json_text("path", text_of(path));
		json_text("is", text_of(what));
		json_close();
		return 0;
	}
	printf("%s: %s\n", path, what);
	if (was && is)
		diff_write(&b, was->content, is->content);
	int rc = buffer_error(&b);
	fwrite(b.s ? b.s : "", 1, b.n, stdout);
	buffer_free(&b);
	return rc;
}

static int answer(const struct state *was, const struct state *is, bool json)
{
	struct difference d = { .json = json };

	if (json)
		json_open(NULL, '[');
	int rc = state_compare(was, is, show, &d);
	if (json)
		json_close();
	else if (!rc && !d.count)
		printf("nothing would change\n");
	return rc || !d.count ? rc : -E_NO;
}

static int run(struct call *c)
{
	struct state was, is = { NULL, 0 };
	struct site s;
	int rc = site_load(&s, &c->arena, &paths);

	if (!rc)
		rc = derive(&is, &c->arena, &s);
	int dir = rc ? rc : file_open_dir(paths.run);
	if (dir < 0)
		return dir;
	rc = state_load(&was, &c->arena, dir);
	close(dir);
	return rc ? rc : answer(&was, &is, c->json);
}

const struct cmd cmd_plan = {
	.name = "plan",
	.operands = "",
	.summary = "Show what apply would change in what is served",
	.shared = paths_rows,
	.help = "Exit status: 0 nothing would change, 1 something would, 2 wrong call, 3 it failed.\n",
	.run = run,
};
