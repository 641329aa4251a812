// SPDX-License-Identifier: MIT
// inotify(7).
#include "watch.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "error.h"

// The path is another directory's now, or nobody's: a restore exchanges channels.
#define LOST (IN_MOVE_SELF | IN_DELETE_SELF)

static int add(int fd, const char *path)
{
	int wd = inotify_add_watch(fd, path, IN_MOVED_TO | LOST | IN_ONLYDIR);

	return wd < 0 ? fail(-errno, "watch %s", path) : wd;
}

int watch_open(struct watch *w, const char *spool, const char *channels)
{
	*w = (struct watch){ .fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC), .reports = true };
	if (w->fd < 0)
		return fail(-errno, "inotify");
	w->spool = add(w->fd, spool);
	w->channels = w->spool < 0 ? w->spool : add(w->fd, channels);
	if (w->channels >= 0)
		return 0;
	close(w->fd);
	return w->channels;
}

// Which of them were moved isn't known, or they are many: two of them stand for those of nodes and those of servers.
static void add_all(struct watch *w)
{
	strcpy(w->moved[0], "node");
	strcpy(w->moved[1], "server");
	w->count = 2;
}

static void add_moved(struct watch *w, const char *name)
{
	for (size_t i = 0; i < w->count; i++)
		if (!strcmp(w->moved[i], name))
			return;
	if (strlen(name) >= WATCH_NAME)
		return;
	if (w->count < WATCH_MOVED)
		strcpy(w->moved[w->count++], name);
	else
		add_all(w);
}

// A name that begins with a dot is being written, or was taken by us.
static void take(struct watch *w, const struct inotify_event *e)
{
	const char *name = e->len ? e->name : "";

	if (e->mask & IN_Q_OVERFLOW) {
		w->reports = true;
		add_all(w);
	} else if (e->mask & LOST) {
		w->lost = true;
	} else if (*name == '.' || !*name) {
		return;
	} else if (e->wd == w->spool) {
		w->reports = true;
	} else if (e->wd == w->channels) {
		add_moved(w, name);
	}
}

int watch_read(struct watch *w)
{
	union {
		struct inotify_event event;
		char bytes[8192];
	} b;
	ssize_t n;

	while ((n = read(w->fd, b.bytes, sizeof b)) > 0)
		for (ssize_t at = 0; at < n;) {
			const struct inotify_event *e = (const void *)(b.bytes + at);

			take(w, e);
			at += (ssize_t)(sizeof *e + e->len);
		}
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return fail(-errno, "inotify");
	return w->lost ? fail(-ESTALE, "a directory that it watches was replaced") : 0;
}
