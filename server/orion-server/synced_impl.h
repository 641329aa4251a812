// SPDX-License-Identifier: MIT
// A run of `orion sync`, and of it what is done with one other server. synced.c begins and ends it, synced_look.c finds out what is to be taken and fetches it,
// synced_take.c takes it.
#ifndef SYNCED_IMPL_H
#define SYNCED_IMPL_H

#include <stdbool.h>
#include <stddef.h>

#include "base.h"
#include "fetch.h"
#include "minisign.h"
#include "peer.h"
#include "repositories.h"
#include "shared.h"
#include "site.h"
#include "text.h"
#include "verdict.h"

struct arena;
struct leases_told;
struct shared_bundle;
struct synced_peer;

#define SYNCED_CONF "orion.conf"

struct syncing {
	struct arena *arena;
	struct base base;
	struct site site;
	struct peers peers;
	struct minisign_secret key;
	struct fetcher fetcher;
	struct shared own;
	const char *self;
	unsigned poke;	// UDP port at which the others are told; 0: they aren't
	bool joining;	// it is the first time: what is here isn't known yet
	bool served;	// it was made so
	bool left;	// this server was taken out of the others
	bool rekeyed; // the repository has other keys now
	bool served_there;	// one of the others serves our orion.conf
	struct leases_told *leases;	// what the others told of theirs in this run
	size_t tolds;
	bool merged;	// what is told besides the list is another now
};

// What is to be taken of a peer's list.
struct wanted {
	const struct shared_item *item;
	enum verdict
		verdict; // when it was looked at: KNOW has no content, and that of KEEP isn't checked
	struct text content;
	bool ready;	// the generations that it names are here, or have come
};

// What is told besides the list: where ours is, and theirs when it is another.
enum { ALSO_GENERATIONS, ALSO_NODES, ALSO_LEASES, ALSOS };
struct also {
	const char *name, *file;
	size_t limit;
	struct text content;
	bool there;
};

struct exchange {
	struct syncing *with;
	const struct peer *peer;
	struct synced_peer *said;
	struct shared list;
	struct wanted *want;
	size_t wants;
	const struct shared_bundle **came;
	size_t cames;
	struct also also[ALSOS];
	struct repositories repositories;
	bool heard;	// it has told its list
	bool silent;	// it isn't asked any more: others are waiting
	bool whole;	// what is large has come, too, as far as it could
	bool out;	// it says that this server is none of them any more
};

// The base's lock, and what was cut off before is finished.
int synced_lock(struct syncing *s);
void synced_unlock(struct syncing *s);

// What was changed here is known.
int synced_notice(struct syncing *s);

bool synced_has_bundle(const struct syncing *s, const struct digest *d);

// Adds a path to a list of what is said.
int synced_remember(struct arena *a, const char ***list, size_t *count, struct text path);

// Something of the other one isn't as it must be: said, and the run goes on. 0, or -ENOMEM.
int synced_complain(struct exchange *x, int rc, const char *what);

// Who is cut off before all is served, and told to who reads it, leaves a mark for the next run.
int synced_begin_serving(const struct syncing *s);
bool synced_is_serving(const struct syncing *s);
int synced_end_serving(const struct syncing *s);

// Without the lock: what the other one tells, and of that what is small and isn't here. 0 also when it can't be reached.
int synced_look(struct exchange *x);

// The rest of it: generations, packages.
int synced_look_large(struct exchange *x);

// Without it: what the other one told of its leases is for dnsmasq, whatever becomes of the rest.
int synced_hear_leases(struct exchange *x);

// With it: takes what has come, as far as it still counts.
int synced_take(struct exchange *x);

// With it, of one that is out: does the rest of leaving.
int synced_leave(struct exchange *x);

#endif
