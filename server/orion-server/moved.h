// SPDX-License-Identifier: MIT
// Moving a channel: what promote, rollback and publish share.
#ifndef MOVED_H
#define MOVED_H

#include <stddef.h>

#include "site.h"

struct call;

// Which generation a command moves a channel to.
typedef int moved_choose(
	void *arg, const struct site *s, const struct channel *was, struct digest *to);

// With the base locked: asks where to, moves the channel ([ROLE/]NAME), lets nodes or this server boot it, and says so in a line; with
// --json, a list. 0, or negative and recorded.
int moved(struct call *c, const char *channel, moved_choose *choose, void *arg);

// The same of several, one after the other, under one lock.
struct move {
	const char *channel;
	void *arg;	// for choose
};
int moved_all(struct call *c, const struct move *moves, size_t count, moved_choose *choose);
// Says in a line, or as JSON, that the channel was moved; was is NULL when it is new.
int moved_say(struct call *c, const char *channel, const struct site *s, const struct digest *was,
	const struct digest *to);

// How many nodes of orion.conf boot what the channel names.
size_t moved_nodes(const struct site *s, const char *channel);

#endif
