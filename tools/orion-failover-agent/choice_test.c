// SPDX-License-Identifier: MIT
// Servers in all states, and what is chosen.
#include "choice.h"

#include <string.h>

#include "clock.h"
#include "peer.h"
#include "test.h"

// A: alive, D: dead, X: other files, ?: not known yet
struct scene {
	int line;
	const char *peers;
	unsigned in_use;
	bool lost, stay, manual;
	int64_t back_after, now;
	int want;
	const char *why;
};

static const struct scene scenes[] = {
	{ __LINE__, "AA", 0, 0, 0, 0, 0, 100, CHOICE_STAY, NULL },
	{ __LINE__, "DA", 0, 0, 0, 0, 0, 100, 1, "gone" },
	{ __LINE__, "DDA", 0, 0, 0, 0, 0, 100, 2, "gone" },
	{ __LINE__, "AADA", 2, 0, 0, 0, 0, 100, 0, "gone" },
	// never to what is not alive, or has other files
	{ __LINE__, "DX", 0, 0, 0, 0, 0, 100, CHOICE_LOST, "gone" },
	{ __LINE__, "D?", 0, 0, 0, 0, 0, 100, CHOICE_LOST, "gone" },
	{ __LINE__, "DD", 0, 1, 0, 0, 0, 100, CHOICE_LOST, "gone" },
	{ __LINE__, "XA", 0, 0, 0, 0, 0, 100, 1, "gone" },
	// who is lost takes the first that is back, its own too
	{ __LINE__, "DA", 0, 1, 0, 0, 0, 100, 1, "gone" },
	{ __LINE__, "AD", 0, 1, 0, 0, 0, 100, 0, "is back" },
	{ __LINE__, "DA", 1, 1, 0, 0, 0, 100, 1, "is back" },
	// one that is not known yet is no reason to go
	{ __LINE__, "?A", 0, 0, 0, 0, 0, 100, CHOICE_STAY, NULL },
	// manual: nothing happens by itself but the return of its own
	{ __LINE__, "DA", 0, 0, 0, 1, 0, 100, CHOICE_LOST, "gone" },
	{ __LINE__, "AD", 0, 1, 0, 1, 0, 100, 0, "is back" },
	{ __LINE__, "AA", 1, 0, 0, 1, 20, 100, CHOICE_STAY, NULL },
	// back to the first when it was alive (since 10) for long enough
	{ __LINE__, "AA", 1, 0, 0, 0, 20, 29, CHOICE_STAY, NULL },
	{ __LINE__, "AA", 1, 0, 0, 0, 20, 30, 0, "the first server is back" },
	{ __LINE__, "AA", 1, 0, 1, 0, 20, 100, CHOICE_STAY, NULL },
	{ __LINE__, "DA", 1, 0, 0, 0, 20, 100, CHOICE_STAY, NULL },
	{ __LINE__, "XA", 1, 0, 0, 0, 20, 100, CHOICE_STAY, NULL },
	{ __LINE__, "AA", 0, 0, 0, 0, 20, 100, CHOICE_STAY, NULL },
};

static void set_peer(struct peer *p, char c)
{
	*p = (struct peer){ .fd = -1, .probe = { .since = 10, .why = "gone" } };
	p->probe.state = c == 'A' ? NFO_ALIVE : c == 'X' ? NFO_DIFFERENT : NFO_CLOSED;
	p->probe.dead = c == 'D' || c == 'X';
}

int main(void)
{
	static struct peer peer[4];

	for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
		const struct scene *s = &scenes[i];
		struct choice c = {
			.peer = peer,
			.peers = (unsigned)strlen(s->peers),
			.in_use = s->in_use,
			.lost = s->lost,
			.stay = s->stay,
			.manual = s->manual,
			.back_after = s->back_after,
		};
		const char *why = NULL;

		for (unsigned j = 0; j < c.peers; j++)
			set_peer(&peer[j], s->peers[j]);
		CHECK_AT(s->line, choice_make(&c, s->now, &why) == s->want);
		CHECK_AT(s->line, !s->why || !strcmp(why, s->why));
	}
	return test_failed;
}
