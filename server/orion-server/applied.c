// SPDX-License-Identifier: MIT
// From orion.conf, bundles and channels to what is served.
#include "applied.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "arena.h"
#include "derive.h"
#include "error.h"
#include "file.h"
#include "hook.h"
#include "paths.h"
#include "state.h"

enum { FEW = 8 };

// `used/FILE` is what they have read, an empty file where there was none: so who was cut off between writing and telling them is found out by the next.
static const struct {
	const char *file, *service;
} readers[READERS] = {
	[READS_DNSMASQ] = { "dnsmasq.conf", "dnsmasq" },
	[READS_EXPORTS] = { "exports", "nfsd" },
	[READS_KEEPALIVED] = { "keepalived.conf", "keepalived" },
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

// What differs of what is there.
struct changes {
	struct arena *arena;
	size_t files;
	bool other;	// more than a few, or names come or go
	struct state few;
};

static int note(void *arg, const struct state_file *was, const struct state_file *is)
{
	struct changes *c = arg;

	c->files++;
	c->other = c->other || !was || !is || c->files > FEW;
	return c->other ? 0 : state_add(&c->few, c->arena, is->path, is->content);
}

// A move changes a file or two of those that are there, and has nodes wait for no other. All else is replaced as a whole.
static int write_changes(const struct changes *c, const struct state *is, int dir, bool moved)
{
	if (!c->files)
		return state_tidy(dir);
	if (!moved || c->other)
		return state_write(is, dir);
	int rc = state_replace(&c->few, c->arena, dir);
	return rc ? rc : state_tidy(dir);
}

// Empty when there is no such file.
static struct text content(const struct state *s, const char *path)
{
	for (size_t i = 0; i < s->count; i++)
		if (!strcmp(s->item[i].path, path))
			return s->item[i].content;
	return TEXT("");
}

// Tells a service that runs with something else. It writes used/FILE when it has read it.
static int tell(struct arena *a, const struct state *is, int dir, size_t i, bool *told)
{
	struct text wanted = content(is, readers[i].file);
	const char *used = arena_printf(a, "used/%s", readers[i].file);
	struct text t;
	int rc = used ? file_load(a, dir, used, CONF_LENGTH, &t) : -ENOMEM;

	if (rc == -ENOENT) {	// it isn't up, and will read it
		error_clear();
		return 0;
	}
	if (rc || text_equal(t, wanted))
		return rc;
	*told = true;
	rc = hook_run(a, "reload", readers[i].service);
	return rc == -ENOENT ? 0 : rc;
}

static int make(struct state *is, struct arena *a, struct site *s)
{
	int rc = site_add(s, a, &paths);

	*is = (struct state){ NULL, 0 };
	return rc ? rc : derive(is, a, s);
}

// What is wrong in orion.conf is said before anything is done.
static int make_all(struct state *is, struct arena *a, bool prepared)
{
	struct site s;
	int rc = site_conf(&s, a, &paths);

	if (rc || (prepared && !make(is, a, &s)))
		return rc;
	error_clear();
	rc = hook_run(a, "prepare", NULL);
	if (rc == -ENOENT)
		rc = 0;
	if (!rc && prepared)	// it has what was there before
		rc = site_conf(&s, a, &paths);
	return rc ? rc : make(is, a, &s);
}

// Nodes that follow a channel boot what its file says: that depends on no node, and comes before all that does. What is wrong is said by who
// looks at everything, and what isn't mounted yet comes then, too.
static void renew_channels(struct arena *a, int dir)
{
	struct state is = { NULL, 0 };
	struct site s;
	int rc = site_served(&s, a, &paths);

	if (!rc)
		rc = derive_channels(&is, a, &s);
	if (!rc)
		rc = state_replace(&is, a, dir);
	if (rc)
		error_clear();
}

static int renew(struct arena *a, int dir, struct applied *done, bool prepared)
{
	struct changes changes = { .arena = a };
	struct state was, is;

	if (prepared)
		renew_channels(a, dir);
	int rc = make_all(&is, a, prepared);

	if (!rc)
		rc = state_load(&was, a, dir);
	if (!rc)
		rc = state_compare(&was, &is, note, &changes);
	if (!rc)
		rc = write_changes(&changes, &is, dir, prepared);
	done->files = changes.files;
	for (size_t i = 0; !rc && i < READERS; i++)
		rc = tell(a, &is, dir, i, &done->told[i]);
	return rc;
}

int applied_lock(void)
{
	int dir = file_open_dir(paths.run);
	int fd = dir < 0 ? dir : take_lock(dir);

	if (dir >= 0)
		close(dir);
	return fd;
}

static int apply(struct arena *a, struct applied *done, bool prepared)
{
	*done = (struct applied){ .files = 0 };
	int dir = file_open_dir(paths.run);
	int lock = dir < 0 ? dir : take_lock(dir);
	int rc = lock < 0 ? lock : renew(a, dir, done, prepared);

	if (lock >= 0)
		close(lock);
	if (dir >= 0)
		close(dir);
	return rc;
}

int applied(struct arena *a, struct applied *done)
{
	return apply(a, done, false);
}

int applied_moved(struct arena *a, struct applied *done)
{
	return apply(a, done, true);
}

const char *applied_service(size_t reader)
{
	return readers[reader].service;
}
