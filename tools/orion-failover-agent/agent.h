// SPDX-License-Identifier: MIT
// A mount, its servers, and all that is open for them. Nothing is allocated or looked up by a path once it runs: what would have to
// come from the root may never come.
#ifndef AGENT_H
#define AGENT_H

#include "diag.h"
#include "peer.h"
#include "transports.h"

enum { SERVERS_MAX = DIAG_SERVERS_MAX, MOVES_MAX = 16, SOURCE_MAX = 320 };

struct moved {
	int64_t at;	// seconds since the machine started
	uint32_t from, to;
	const char *why;
};

struct agent {
	char source[SOURCE_MAX];	// of the mount, as /proc/self/mountstats has it
	struct nfo_terms terms;
	struct service service;
	int64_t back_after;	// 0: never
	bool manual;
	struct peer peer[SERVERS_MAX];	// in the order of preference
	unsigned peers, in_use;
	bool lost;	// that the one in use is dead, and no other there, was said
	bool stay;	// the last move was asked for
	struct transports transports;
	struct victims victims;
	uint64_t answers;	// to the mount itself
	int64_t looked;	// when they were counted because a probe waited
	int stats, diag, control, signals;
	int64_t due;	// when something is
	// Of the last move: was it written to all connections, are those to the same server ended too, when is looked again and how often
	// it was.
	bool written, again;
	int64_t settle_at;	// NEVER: it is through
	unsigned settled;
	int64_t refused_until;	// it was said why the mount may not be moved
	struct moved moved[MOVES_MAX];
	uint64_t moves;
	bool ended;
};

// Watches until it is told to end.
void agent_run(struct agent *a);

// Reads the ports that the mount's connections leave from, and how much they were answered: NULL, or why it may not be moved. Where
// the kernel doesn't say it, what was known stays.
const char *agent_look(struct agent *a);

// When probes of the server in use are not answered: what the mount itself is answered is life, too.
void agent_hear(struct agent *a, int64_t now);

// The state as lines, for people and `status`: at most room bytes; how many.
size_t agent_report(const struct agent *a, char *to, size_t room);

// Moves because somebody wants it: NULL, or why not.
const char *agent_use(struct agent *a, uint32_t address);

#endif
