// SPDX-License-Identifier: MIT
// A base: a directory with the generations of roles, what they were made of and what they are wished to be. docs/orion-base.5.scd.
#ifndef BASE_H
#define BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base_text.h"
#include "digest.h"
#include "lock.h"
#include "role.h"

struct arena;

#define BASE_PATH "/srv/orion"	// of a server

struct base {
	const char *path;
	int dir;	// descriptor
	struct lock lock;
};

// A role of a base, as it is now.
struct base_role {
	struct base *base;
	const char *name;
	int dir;		// descriptor of roles/NAME; -1: there is no such directory yet
	struct role asked;	// of world.d: build, site, alternatives
	struct text lock;	// of what the channel names
	struct text packed;	// packed_again's record
	struct texts held;
	struct generation *generation;	// by number
	size_t generations;
	struct digest current, former;	// what the channel names
	bool boots, has_former;		// whether it does
	bool cut_off;	// a run was cut off, or is under way: what was read may be from before it
};

// Opens it. -E_CALL when the directory has no roles and make isn't said.
int base_open(struct base *b, const char *path, bool make);

// As target_lock; a restore that was cut off is finished.
int base_lock(struct base *b, struct arena *a, const char *command, bool wait,
	void (*waiting)(const char *holder));

// The names of its roles, sorted.
int base_roles(const struct base *b, struct arena *a, struct texts *names);

// Closing twice, or what was never opened (all 0, descriptors -1), is fine.
void base_close(struct base *b);

// Finishes or undoes what a run that was cut off left of the role, which needn't be there. Wants the lock.
// 0 nothing was left, 1 finished, 2 undone, or negative and recorded.
int base_recover(const struct base *b, struct arena *a, const char *role);

// Reads a role. -E_CALL when there is none of that name; with make, it asks for nothing then.
int base_role_open(
	struct base_role *r, struct base *b, struct arena *a, const char *name, bool make);

void base_role_close(struct base_role *r);

// Which generation has that digest, or NULL.
const struct generation *base_generation(const struct base_role *r, const struct digest *d);

// The number that a generation with another digest gets.
uint64_t base_next(const struct base_role *r);

// NAME@NUMBER, or NAME@DIGEST (12 digits) of one that is in no list. NULL without memory.
const char *base_generation_name(
	const struct base_role *r, struct arena *a, const struct digest *d);

// The directory bundles/NAME, made when it is missing; a descriptor. In its `.new` a bundle is made.
int base_bundles(const struct base_role *r, struct arena *a);

// The bundle of a generation, open for reading, or -ENOENT.
int base_bundle(const struct base_role *r, struct arena *a, const struct digest *d);

// What a role shall be.
struct base_change {
	struct role asked;
	struct text lock;
	struct digest digest;
	uint64_t seconds;	// now
	bool new_bundle;	// bundles/NAME/.new/DIGEST.bundle is its bundle, synced
};

// Makes it so, in an order that is the old state or the new one whenever it is cut off: one rename, of channels/NAME, decides.
int base_commit(struct base_role *r, struct arena *a, const struct base_change *c);

#endif
