// SPDX-License-Identifier: MIT
// The agent's state as lines: a word what it is about, then values. status.c reads them.
#include <stdarg.h>
#include <stdio.h>

#include "agent.h"

struct out {
	char *to;
	size_t n, room;
};

static void put(struct out *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

// A line that doesn't fit is left out.
static void put(struct out *o, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(o->to + o->n, o->room - o->n, fmt, ap);
	va_end(ap);
	if (n > 0 && (size_t)n < o->room - o->n)
		o->n += (size_t)n;
}

static void put_move(struct out *o, const struct agent *a, uint64_t number)
{
	const struct moved *m = &a->moved[number % MOVES_MAX];
	char from[IPV4_TEXT], to[IPV4_TEXT];

	ipv4_write(from, m->from);
	ipv4_write(to, m->to);
	put(o, "move %llu %lld %s %s %s\n", (unsigned long long)number + 1, (long long)m->at, from,
		to, m->why);
}

size_t agent_report(const struct agent *a, char *to, size_t room)
{
	struct out o = { to, 0, room };

	put(&o, "mount %s\n", a->source);
	put(&o, "state %s\n", a->lost ? "lost" : "watching");
	put(&o, "active %s\n", a->peer[a->in_use].name);
	for (unsigned i = 0; i < a->peers; i++)
		put(&o, "server %s %s %u\n", a->peer[i].name, nfo_probe_word(&a->peer[i].probe),
			a->peer[i].probe.rtt);
	for (uint64_t i = a->moves > MOVES_MAX ? a->moves - MOVES_MAX : 0; i < a->moves; i++)
		put_move(&o, a, i);
	return o.n;
}
