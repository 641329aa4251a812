// SPDX-License-Identifier: MIT
// Waiting for changes, by inotify, and for others' words, by UDP. Each look is a process, so that what it took goes with it; what happens meanwhile
// is waiting when it has ended.
#include "following.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "net.h"
#include "paths.h"
#include "shared.h"
#include "site.h"

enum {
	SAID = 4096,
	PAUSE = 100,
	WORDS = 1000
}; // bytes; ms after a change, from one word of others to the next that counts

// Where changes are looked for: in the base what shared_takes; REPOSITORY and RUN have one file each.
static const char *const places[] = { "", "channels/", "peers/", "removed/", "trusted/",
	"repository/", NULL };

enum { RUN = sizeof places / sizeof *places - 1, PLACES };

struct waiting {
	int inotify, watch[PLACES];
	int udp;
	uint32_t address;	// that udp is bound to
	int64_t heard;	// when a word counted last
	char before[SAID];	// what kept the look before from it
};

// --- what is waited for

static void watch_all(struct waiting *w)
{
	char path[4096];

	for (size_t i = 0; i < PLACES; i++) {
		if (i == RUN)
			snprintf(path, sizeof path, "%s", paths.run);
		else
			snprintf(path, sizeof path, "%s/%s", paths.base, places[i]);
		w->watch[i] = inotify_add_watch(
			w->inotify, path, IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE);
	}
}

// Only this server's own address: two that run on one machine are two.
static void listen_at(struct waiting *w, const struct site *s, unsigned port)
{
	uint32_t address = servers_address(&s->servers.item[s->servers.self], 0);

	if (!port || (w->udp >= 0 && w->address == address))
		return;
	if (w->udp >= 0)
		close(w->udp);
	w->udp = net_hear(address, port);
	w->address = address;
	error_clear();	// the address may come later
}

static bool counts(const struct waiting *w, const struct inotify_event *e)
{
	char path[NAME_MAX + 32];

	if (!e->len)
		return false;
	if (e->wd == w->watch[RUN])
		return !strcmp(e->name, "state");
	for (size_t i = 0; i < RUN; i++) {
		if (e->wd != w->watch[i])
			continue;
		snprintf(path, sizeof path, "%s%s", places[i], e->name);
		return shared_takes(text_of(path)) || !strcmp(path, "repository/latest");
	}
	return false;
}

// Was something changed that is shared?
static bool take_events(const struct waiting *w)
{
	_Alignas(struct inotify_event) char room[8192];
	bool changed = false;
	ssize_t n;

	while ((n = read(w->inotify, room, sizeof room)) > 0) {
		const struct inotify_event *e;

		for (char *at = room; at < room + n; at += sizeof *e + e->len) {
			e = (const struct inotify_event *)at;
			changed = changed || counts(w, e);
		}
	}
	return changed;
}

static bool take_words(const struct waiting *w)
{
	bool any = false;
	char byte;

	while (w->udp >= 0 && recv(w->udp, &byte, sizeof byte, MSG_DONTWAIT) >= 0)
		any = true;
	return any;
}

// Until it is time to look.
static void wait_for(struct waiting *w, int every)
{
	int64_t end = net_now() + every, word = w->heard + WORDS;
	bool heard = false;

	for (;;) {
		int64_t now = net_now(), until = heard && word < end ? word : end;
		// Words that don't count yet are left where they are.
		struct pollfd p[] = { { .fd = w->inotify, .events = POLLIN },
			{ .fd = heard ? -1 : w->udp, .events = POLLIN } };

		if (now >= until) {
			if (heard)
				w->heard = now;
			return;
		}
		if (poll(p, 2, net_left(until)) < 0 && errno != EINTR)
			return;
		if (take_events(w)) {
			poll(NULL, 0, PAUSE);	// one change is often several
			return;
		}
		heard = take_words(w) || heard;
	}
}

// --- looking

static int read_said(int fd, char said[SAID])
{
	ssize_t n = pread(fd, said, SAID - 1, 0);

	if (n < 0)
		return fail(-errno, "read what was said");
	while (n && said[n - 1] == '\n')
		n--;
	said[n] = 0;
	return 0;
}

// What was taken; and what keeps from it, once.
static int say(struct waiting *w, const int file[2])
{
	char taken[SAID], wrong[SAID];
	int rc = read_said(file[0], taken);

	if (!rc)
		rc = read_said(file[1], wrong);
	if (!rc && *taken)
		syslog(LOG_NOTICE, "%s", taken);
	if (!rc && *wrong && strcmp(wrong, w->before) != 0)
		syslog(LOG_WARNING, "%s", wrong);
	if (!rc)
		memcpy(w->before, wrong, SAID);
	return rc;
}

static int run(const struct following *f, const int file[2])
{
	fflush(NULL);
	pid_t pid = fork();

	if (!pid) {
		dup2(file[0], STDOUT_FILENO);
		dup2(file[1], STDERR_FILENO);
		f->once();
		fflush(NULL);
		_exit(0);
	}
	if (pid < 0)
		return fail(-errno, "fork");
	while (waitpid(pid, NULL, 0) < 0)
		if (errno != EINTR)
			return fail(-errno, "wait");
	return 0;
}

static int look(struct waiting *w, const struct following *f)
{
	int file[] = { memfd_create("taken", MFD_CLOEXEC), memfd_create("wrong", MFD_CLOEXEC) };
	int rc = file[0] < 0 || file[1] < 0 ? fail(-errno, "memory") : run(f, file);

	if (!rc)
		rc = say(w, file);
	for (size_t i = 0; i < 2; i++)
		if (file[i] >= 0)
			close(file[i]);
	return rc;
}

// Is this one of several servers? 1, 0; an orion.conf that is wrong just now says nothing about that.
static int prepare(struct waiting *w, unsigned port)
{
	struct arena a = { NULL };
	struct site *s = ARENA_NEW(&a, struct site);
	int rc = s ? site_conf(s, &a, &paths) : -ENOMEM, several = 1;

	if (!rc && s->servers.count)
		listen_at(w, s, port);
	else if (!rc)
		several = 0;
	error_clear();
	arena_free(&a);
	watch_all(w);
	return several;
}

int following(const struct following *f)
{
	struct waiting w = { .inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC), .udp = -1 };
	int rc = w.inotify < 0 ? fail(-errno, "inotify") : 0;

	openlog("sync", 0, LOG_DAEMON);
	w.heard = net_now() - WORDS;
	while (!rc && prepare(&w, f->port)) {
		rc = look(&w, f);
		if (!rc)
			wait_for(&w, f->every);
	}
	if (w.inotify >= 0)
		close(w.inotify);
	if (w.udp >= 0)
		close(w.udp);
	return rc;
}
