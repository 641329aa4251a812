// SPDX-License-Identifier: MIT
// What apply would do, without doing it.
#include "pending.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "derive.h"
#include "error.h"
#include "file.h"
#include "paths.h"
#include "state.h"

static int count(void *arg, const struct state_file *was, const struct state_file *is)
{
	(void)was;
	(void)is;
	++*(size_t *)arg;
	return 0;
}

static int compare(struct pending *p, struct arena *a, const struct state *is)
{
	struct state was;
	int dir = file_open_dir(paths.run);
	int rc = dir < 0 ? dir : state_load(&was, a, dir);

	if (dir >= 0)
		close(dir);
	return rc ? rc : state_compare(&was, is, count, &p->files);
}

int pending_find(struct pending *p, struct arena *a)
{
	struct state is = { NULL, 0 };
	struct site s;
	int rc = site_load(&s, a, &paths);

	*p = (struct pending){ .files = 0 };
	if (!rc)
		rc = derive(&is, a, &s);
	if (!rc)
		return compare(p, a, &is);
	p->wrong = arena_text(a, error_text(), strlen(error_text()));
	error_clear();
	return p->wrong ? 0 : -ENOMEM;
}

const char *pending_line(const struct pending *p, struct arena *a)
{
	if (p->wrong)
		return arena_printf(a, "orion.conf can't be applied: %s", p->wrong);
	if (!p->files)
		return NULL;
	return arena_printf(a,
		"orion.conf differs from what is applied: %zu file%s; `orion plan` shows %s, `orion apply` makes it so",
		p->files, p->files == 1 ? "" : "s", p->files == 1 ? "it" : "them");
}

void pending_note(struct call *c)
{
	struct pending p;
	const char *line = pending_find(&p, &c->arena) ? NULL : pending_line(&p, &c->arena);

	error_clear();
	if (line && !c->json)
		fprintf(stderr, "orion: %s\n", line);
}
