// SPDX-License-Identifier: MIT
// Bringing a bundle that was built elsewhere into a base: as it is, or, when the site wants something besides, another that is made of
// both wishes. docs/orion-base.5.scd, PUBLISHING.
#ifndef PUBLICATION_H
#define PUBLICATION_H

#include <stdbool.h>

#include "bundle_file.h"

struct arena;
struct base;

struct publication {
	struct base *base;	// locked, unless this only simulates
	struct arena *arena;
	const char *packages;	// a directory of packages that came with it; NULL: none did
	const char *
		spooled; // the bundle's own path in the base, from where it may be taken away; NULL: it is copied
	bool simulate;	// change nothing
	void (*tell)(const char *line);	// what people should know of besides, a line at a time
	// Called, unless NULL, with the path of the bundle that the role is to boot, before it is: below 0, recorded, it never is.
	int (*try)(void *arg, const char *path);
	void *try_arg;

	// What publication_open finds out.
	struct bundle_file bundle;
	const char *name;	// of its role

	// What publication_run does.
	struct digest digest;	// of the generation that the role boots then
	bool known;		// simulating, it may not be
	const char *title;	// "role node: new generation node@8"
	struct publication_work *work;
};

// Reads what the bundle is. The descriptor must stay open until publication_close.
int publication_open(struct publication *p, int fd);

// Takes it in, checked whole, with the packages of its lock, and lets the role boot it. What a run that was cut off left of the role must
// be gone (base_recover). 0; -E_NO when the two wishes don't go together, with the reasons told; or negative and recorded.
int publication_run(struct publication *p);

void publication_close(struct publication *p);

#endif
