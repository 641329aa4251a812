// SPDX-License-Identifier: MIT
// orion apply: makes everything that is served anew from orion.conf, the bundles and the channels, and lets go of the old.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "cmd.h"
#include "derive.h"
#include "error.h"
#include "file.h"
#include "hook.h"
#include "json.h"
#include "paths.h"
#include "state.h"

// Services that read a file when they start. `used/FILE` is what they have read: so who was cut off between writing and
// telling them is found out by the next.
static const struct {
	const char *file, *service;
} readers[] = {
	{ "dnsmasq.conf", "dnsmasq" },
	{ "exports", "nfsd" },
};

enum { READERS = sizeof readers / sizeof *readers };

// What was done.
struct done {
	size_t files;	// that changed
	bool told[READERS];
};

static int take_lock(int dir)
{
	int fd = file_open(dir, "apply.lock", O_RDWR | O_CREAT, 0600);

	if (fd >= 0 && flock(fd, LOCK_EX)) {
		int rc = fail(-errno, "lock apply.lock");

		close(fd);
		return rc;
	}
	return fd;
}

static int count(void *arg, const struct state_file *was, const struct state_file *is)
{
	(void)was;
	(void)is;
	++*(size_t *)arg;
	return 0;
}

static const struct text *content(const struct state *s, const char *path)
{
	for (size_t i = 0; i < s->count; i++)
		if (!strcmp(s->item[i].path, path))
			return &s->item[i].content;
	return NULL;
}

// Tells a service that runs with something else. It writes used/FILE when it has read it.
static int tell(struct arena *a, const struct state *is, int dir, size_t i, bool *told)
{
	const struct text *wanted = content(is, readers[i].file);
	const char *used = arena_printf(a, "used/%s", readers[i].file);
	struct text t;
	int rc = used ? file_load(a, dir, used, CONF_LENGTH, &t) : -ENOMEM;

	if (rc == -ENOENT) {	// it isn't up, and will read it
		error_clear();
		return 0;
	}
	if (rc || text_equal(t, *wanted))
		return rc;
	*told = true;
	rc = hook_run(a, "reload", readers[i].service);
	return rc == -ENOENT ? 0 : rc;
}

static int apply(struct call *c, int dir, struct done *d)
{
	struct state was, is = { NULL, 0 };
	struct site s;
	int rc = site_conf(&s, &c->arena, &paths);

	if (!rc)
		rc = hook_run(&c->arena, "prepare", NULL);
	if (!rc || rc == -ENOENT)
		rc = site_load(&s, &c->arena, &paths);
	if (!rc)
		rc = derive(&is, &c->arena, &s);
	if (!rc)
		rc = state_load(&was, &c->arena, dir);
	if (!rc)
		rc = state_compare(&was, &is, count, &d->files);
	if (!rc && d->files)
		rc = state_write(&is, dir);
	for (size_t i = 0; !rc && i < READERS; i++)
		rc = tell(&c->arena, &is, dir, i, &d->told[i]);
	return rc;
}

static void say(const struct call *c, const struct done *d)
{
	if (c->json) {
		json_open(NULL, '{');
		json_number("files", d->files);
		json_open("told", '[');
		for (size_t i = 0; i < READERS; i++)
			if (d->told[i])
				json_text(NULL, text_of(readers[i].service));
		json_close();
		json_close();
		return;
	}
	if (d->files)
		printf("%zu file%s changed\n", d->files, d->files == 1 ? "" : "s");
	for (size_t i = 0; i < READERS; i++)
		if (d->told[i])
			printf("%s was told\n", readers[i].service);
	if (!d->files && !d->told[0] && !d->told[1])
		printf("nothing changed\n");
}

static int run(struct call *c)
{
	struct done d = { .files = 0 };
	int dir = file_open_dir(paths.run);
	int lock = dir < 0 ? dir : take_lock(dir);
	int rc = lock < 0 ? lock : apply(c, dir, &d);

	if (!rc)
		say(c, &d);
	if (lock >= 0)
		close(lock);
	if (dir >= 0)
		close(dir);
	return rc;
}

const struct cmd cmd_apply = {
	.name = "apply",
	.operands = "",
	.summary = "Make what is served what orion.conf, the bundles and the channels say",
	.shared = paths_rows,
	.help = "Doing it again changes nothing. What nodes that run read stays.\n",
	.run = run,
};
