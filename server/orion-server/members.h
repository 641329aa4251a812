// SPDX-License-Identifier: MIT
// Who belongs to the servers of orion.conf: its sections, keys, and who is drained. All want the base's lock.
#ifndef MEMBERS_H
#define MEMBERS_H

#include <stdbool.h>

#include "joining.h"

struct base;
struct servers;
struct site;

// This server as others are told of it: its name (that of `server-name`, else what is said, else the machine's), addresses and interfaces of its networks, and its key. 0, or
// negative and recorded: what is missing in orion.conf.
int members_own(struct joining *own, struct arena *a, const struct base *b, const struct site *s,
	const char *said);

// Makes it this server's name.
int members_keep_name(const struct base *b, const char *name);

// Takes another one in: a section of orion.conf (and one for this server, where it has none), its key. It is drained. Killed anywhere, it is in orion.conf and
// all else is there, or it isn't.
int members_add(struct arena *a, const struct base *b, const struct site *s,
	const struct joining *own, const struct joining *new);

// Takes one out: its key, and its section if it stands in a line of its own; -E_NO and recorded, nothing else left to do, when it has to be taken out by
// hand.
int members_remove(struct arena *a, const struct base *b, const struct site *s, const char *name);

// This server was taken out of the others by one of them: it is drained, and agrees with nobody any more. Killed anywhere, the next run does the rest.
int members_left(struct arena *a, const struct base *b, const struct servers *s, const char *by);

// Drains it, or no longer.
int members_drain(struct arena *a, const struct base *b, const char *name, bool drained);

#endif
