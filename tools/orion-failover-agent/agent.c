// SPDX-License-Identifier: MIT
// What happens while it watches: one loop, so that there is one order of events.
//
// A move is two things. The new address is written to each of the mount's connections, by threads (transports.c). Then the sockets to the
// old server are ended (diag.c): the kernel itself only shuts them down, and would wait for minutes for what a dead server says to that.
// In this order: a connection that ends before goes to the old address once more.
#include "agent.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "choice.h"
#include "clock.h"
#include "control.h"
#include "error.h"
#include "say.h"

enum { PIECE = 4096, FDS = SERVERS_MAX + 3, SETTLE_STEPS = 6, REPORT = 4096 };

// Between two looks at what a move left behind, at first; the shortest sleep of the loop.
#define SETTLE (50 * MS)
#define BREATH (MS / 10)
#define REFUSED (60 * SECOND)

// --- the mount

const char *agent_look(struct agent *a)
{
	static char piece[PIECE];
	static struct mounts_sum s;
	off_t at = 0;
	ssize_t n;

	mounts_begin(&s, a->source);
	while ((n = pread(a->stats, piece, sizeof piece, at)) > 0) {
		mounts_take(&s, (struct text){ piece, (size_t)n });
		at += n;
	}
	if (!mounts_end(&s) || n)
		return "the kernel doesn't say whether the mount is writable";
	a->answers = s.all.answers;
	if (s.all.ports) {	// of one that isn't connected the last are known
		_Static_assert(sizeof s.all.port == sizeof a->victims.from, "all fit");
		a->victims.ports = s.all.ports;
		memcpy(a->victims.from, s.all.port, sizeof s.all.port);
	}
	return s.writable ? "the mount is writable" : NULL;
}

// It came after the last look, and counts from then. Who answers his probes is not looked at: the kernel's text has all mounts of the machine.
void agent_hear(struct agent *a, int64_t now)
{
	struct peer *p = &a->peer[a->in_use];
	uint64_t before = a->answers;

	if (!peer_late(p, now))
		return;
	agent_look(a);
	if (a->answers != before)
		nfo_probe_heard(&p->probe, a->looked);
	a->looked = now;
}

// --- moving

// Ends connections to other servers; with all, also those to the one in use.
static void end_connections(struct agent *a, bool all)
{
	struct victims v = a->victims;

	v.servers = 0;
	for (unsigned i = 0; i < a->peers; i++)
		if (all || i != a->in_use)
			v.server[v.servers++] = a->peer[i].address;
	if (diag_end(a->diag, &v) < 0)
		say("%s", error_text());
	error_clear();
}

static void remember(struct agent *a, unsigned from, unsigned to, const char *why)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	a->moved[a->moves++ % MOVES_MAX] = (struct moved){
		.at = t.tv_sec,
		.from = a->peer[from].address,
		.to = a->peer[to].address,
		.why = why,
	};
}

static void move_to(struct agent *a, unsigned to, const char *why, int64_t now)
{
	const struct peer *old = &a->peer[a->in_use], *new = &a->peer[to];

	transports_move(&a->transports, new->address);
	remember(a, a->in_use, to, why);
	a->again = old == new;
	a->stay = a->stay && old == new;
	a->in_use = to;
	a->lost = false;
	a->written = false;
	a->settled = 0;
	a->settle_at = now + SETTLE;
	if (old == new)
		say("%s is back", new->name);
	else
		say("moved from %s to %s: %s", old->name, new->name, why);
}

// The kernel had no memory, or the mount is gone. It may say so at once: it is asked again once a second.
static void refused(struct agent *a, int error, int64_t now)
{
	a->written = false;
	if (now < a->settle_at)
		return;
	say("the kernel doesn't take the address: %s", strerror(-error));
	a->ended |= error == -ENODEV;
	a->settle_at = now + SECOND;
	transports_move(&a->transports, a->transports.address);
}

// Looks several times: the first may come just when the kernel connects to the old server again.
static void settle(struct agent *a, int64_t now)
{
	bool first = !a->written;
	int error;

	if (a->settle_at == NEVER)
		return;
	a->written = transports_moved(&a->transports, &error);
	first = first && a->written;
	if (first && error) {
		refused(a, error, now);
		return;
	}
	if (!first && now < a->settle_at)
		return;
	agent_look(a);
	end_connections(a, first && a->again);
	if (a->settled < SETTLE_STEPS)
		a->settled++;
	a->settle_at =
		a->written && a->settled == SETTLE_STEPS ? NEVER : now + (SETTLE << a->settled);
}

static bool may_move(struct agent *a, int64_t now)
{
	if (now < a->refused_until)
		return false;
	const char *no = agent_look(a);
	if (!no)
		return true;
	say("%s: it is not moved", no);
	a->refused_until = now + REFUSED;
	return false;
}

// From now on all are asked at the pace of the interval.
static void none_alive(struct agent *a, int64_t now)
{
	const struct peer *p = &a->peer[a->in_use];

	if (a->lost)
		return;
	a->lost = true;
	say("%s %s: waiting for a server", p->name, p->probe.why);
	for (unsigned i = 0; i < a->peers; i++)
		nfo_probe_retry(&a->peer[i].probe, now);
}

static struct choice choice_of(const struct agent *a)
{
	return (struct choice){
		.peer = a->peer,
		.peers = a->peers,
		.in_use = a->in_use,
		.lost = a->lost,
		.stay = a->stay,
		.manual = a->manual,
		.back_after = a->back_after,
	};
}

static void decide(struct agent *a, int64_t now)
{
	struct choice c = choice_of(a);
	const char *why;
	int to = choice_make(&c, now, &why);

	if (to == CHOICE_LOST)
		none_alive(a, now);
	else if (to != CHOICE_STAY && may_move(a, now))
		move_to(a, (unsigned)to, why, now);
}

const char *agent_use(struct agent *a, uint32_t address)
{
	unsigned i = 0;

	while (i < a->peers && a->peer[i].address != address)
		i++;
	if (i == a->peers)
		return "it is none of the servers";
	if (i == a->in_use)
		return NULL;
	if (a->peer[i].probe.state == NFO_DIFFERENT)
		return "it has other files";
	if (a->peer[i].probe.state != NFO_ALIVE)
		return "it is not known to be alive";
	const char *no = agent_look(a);
	if (no)
		return no;
	move_to(a, i, "was asked for", clock_now());
	a->stay = true;
	return NULL;
}

// --- the loop

static void say_state(const struct agent *a)
{
	static char text[REPORT];
	struct text rest = { text, agent_report(a, text, sizeof text) }, line;

	while (text_line(&rest, &line))
		say("%.*s", TEXT_ARG(line));
}

static void take_signal(struct agent *a)
{
	struct signalfd_siginfo info;

	if (read(a->signals, &info, sizeof info) != sizeof info)
		return;
	if (info.ssi_signo == SIGUSR1)
		say_state(a);
	else
		a->ended = true;
}

static size_t put(char *to, size_t room, const char *text)
{
	int n = snprintf(to, room, "%s", text);

	return n < (int)room ? (size_t)n : room - 1;
}

static size_t answer(void *arg, const char *request, bool root, char *to, size_t room)
{
	struct agent *a = arg;
	uint32_t address;

	if (!strcmp(request, "status"))
		return agent_report(a, to, room);
	if (strncmp(request, "move ", 5) || ipv4_parse(&address, text_of(request + 5)))
		return put(to, room, "the agent doesn't know this request");
	const char *no = root ? agent_use(a, address) : "only root may move it";
	return put(to, room, no ? no : "");
}

static void look(struct agent *a, const struct pollfd *fds, int64_t now)
{
	uint64_t told;

	for (unsigned i = 0; i < a->peers; i++)
		if (fds[i].revents)
			peer_look(&a->peer[i], now);
	fds += a->peers;
	if (fds[0].revents)
		take_signal(a);
	if (fds[1].revents)
		control_serve(a->control, answer, a);
	if (fds[2].revents && read(a->transports.told, &told, sizeof told) < 0)
		return;
}

// When this machine itself stood still, its probes did, too: who was silent meanwhile is given his time anew.
static void forgive(struct agent *a, int64_t now)
{
	for (unsigned i = 0; i < a->peers && now - a->due >= nfo_interval(&a->terms); i++)
		nfo_probe_forgive(&a->peer[i].probe, now - a->due, now);
}

static void work(struct agent *a, int64_t now)
{
	for (unsigned i = 0; i < a->peers; i++) {
		a->peer[i].probe.wanted = a->lost || i == a->in_use;
		peer_work(&a->peer[i], now);
	}
}

static int64_t due(const struct agent *a)
{
	struct choice c = choice_of(a);
	int64_t at = choice_due(&c);

	for (unsigned i = 0; i < a->peers; i++)
		if (nfo_probe_due(&a->peer[i].probe) < at)
			at = nfo_probe_due(&a->peer[i].probe);
	return a->settle_at < at ? a->settle_at : at;
}

static void wait(struct agent *a, struct pollfd *fds)
{
	nfds_t n = 0;

	for (unsigned i = 0; i < a->peers; i++)
		fds[n++] = (struct pollfd){ a->peer[i].fd, peer_events(&a->peer[i]), 0 };
	fds[n++] = (struct pollfd){ a->signals, POLLIN, 0 };
	fds[n++] = (struct pollfd){ a->control, POLLIN, 0 };
	fds[n++] = (struct pollfd){ a->transports.told, POLLIN, 0 };
	a->due = due(a);
	int64_t left = a->due - clock_now();
	if (left < BREATH)
		left = BREATH;
	struct timespec t = { left / SECOND, left % SECOND };
	if (ppoll(fds, n, &t, NULL) < 0)	// interrupted: nothing is there
		for (nfds_t i = 0; i < n; i++)
			fds[i].revents = 0;
}

void agent_run(struct agent *a)
{
	struct pollfd fds[FDS];

	a->settle_at = NEVER;
	while (!a->ended) {
		wait(a, fds);
		int64_t now = clock_now();

		look(a, fds, now);
		agent_hear(a, now);
		forgive(a, now);
		work(a, now);
		decide(a, now);
		settle(a, now);
	}
}
