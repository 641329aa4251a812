// SPDX-License-Identifier: MIT
// The channels of roles. `candidate` is the base's own, channels/ROLE: the generation that was made or published last. Others have names,
// channels/ROLE.NAME, and move only when they are told to. People say ROLE/NAME; NAME alone is one of nodes. docs/orion-base.5.scd.
#ifndef CHANNEL_H
#define CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base_text.h"

struct arena;
struct site;

#define CANDIDATE "candidate"
#define STABLE \
	"stable" // what is booted unless orion.conf says else; while nobody made it, that is the candidate

struct named_channel {
	const char *role, *name;
	struct channel to;
};

struct channels {
	struct named_channel *item;	// by role; of each the candidate first, the others by name
	size_t count;
};

// Reads all of the base: those of nodes, and of the servers' role when it has any. 0, or negative and recorded.
int channels_load(struct channels *c, struct arena *a, const char *base);

// What is said of a channel, in two.
struct channel_name {
	char role[32];
	const char *name;
	bool bare;	// no role was said: it is that of nodes
};

// 0 when it is [ROLE/]NAME, else -E_DATA and recorded.
int channel_parse(struct channel_name *n, const char *said);

// 0 when NAME may be the name of a channel ([a-z0-9-], at most 31 bytes), else -E_DATA and recorded.
int channel_check(const char *name);

// The channel [ROLE/]NAME, or NULL when nobody made it.
const struct channel *channels_find(const struct channels *c, const char *said);

// The same; of `stable`, the candidate of its role when nobody made it.
const struct channel *channels_booted(const struct channels *c, const char *said);

// Makes [ROLE/]NAME name that generation, and what it named before the former one. Not the candidate, which orion-pkg moves. Wants the
// base's lock.
int channel_write(const char *base, struct arena *a, const char *said, const struct channel *was,
	const struct digest *to);

#endif
