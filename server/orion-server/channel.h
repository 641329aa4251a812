// SPDX-License-Identifier: MIT
// The channels of the nodes' role. `candidate` is the base's own, channels/node: the generation that was made or published last. Others
// have names, channels/node.NAME, and move only when they are told to. docs/orion-base.5.scd.
#ifndef CHANNEL_H
#define CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base_text.h"

struct arena;
struct site;

#define CANDIDATE "candidate"
#define STABLE \
	"stable" // what nodes boot unless orion.conf says else; while nobody made it, that is the candidate

struct named_channel {
	const char *name;
	struct channel to;
};

struct channels {
	struct named_channel *item;	// the candidate first, the others by name
	size_t count;
};

// Reads all of the base. 0, or negative and recorded.
int channels_load(struct channels *c, struct arena *a, const char *base);

// The channel of that name, or NULL when nobody made it.
const struct channel *channels_find(const struct channels *c, const char *name);

// The same; of `stable`, the candidate when nobody made it.
const struct channel *channels_booted(const struct channels *c, const char *name);

// 0 when a channel may have that name ([a-z0-9-], at most 31 bytes), else -E_DATA and recorded.
int channel_check(const char *name);

// Makes it name that generation, and what it named before the former one. Not the candidate, which orion-pkg moves. Wants the
// base's lock.
int channel_write(const char *base, struct arena *a, const char *name, const struct channel *was,
	const struct digest *to);

#endif
