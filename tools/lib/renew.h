// SPDX-License-Identifier: MIT
// From a set of packages to the generation that a role boots.
#ifndef RENEW_H
#define RENEW_H

#include "base.h"
#include "image.h"

struct arena;
struct installed;
struct offers;
struct plan;
struct supply;

struct renewal {
	struct arena *arena;
	void (*tell)(const char *line);	// what people should know of besides, a line at a time
	int (*try)(void *arg, const char *path);	// as that of struct publication
	void *try_arg;
	struct base_role *role;
	struct role asked;	// what it asks for then
	struct opk **opk;	// all its packages, open
	size_t opks;
	struct image image;	// renew_packages makes it of them
	// What renew_plan finds out.
	struct digest digest;	// of the generation, when it is known
	bool known;		// it is one that was made before
	const char *title;	// "role node: new generation node@8"
};

// Opens all packages that there are after a plan, which are supply's. What is asked for must be said.
int renew_packages(struct renewal *r, struct supply *s, const struct installed *installed,
	const struct plan *plan);

// Which links the packages of the root offer, as they are chosen now.
int renew_offers(struct renewal *r, struct offers *o);

// Brings the files that were named into the base's repository.
int renew_import(const struct renewal *r, const struct supply *s);

// Puts the packages together in memory, and finds out which generation that is. All reasons against it are found here.
int renew_plan(struct renewal *r);

// Makes the generation, unless it is there, and lets the channel name it.
int renew_carry_out(struct renewal *r);

// The same of a generation whose bundle is there, or in `.new`.
int renew_point(struct arena *a, struct base_role *role, const struct role *asked, struct text lock,
	const struct digest *digest, bool new_bundle);

// "role node: new generation node@8", "role node: generation node@7 again", "role node: node@7"; digest NULL: it is not known.
const char *renew_title(struct arena *a, const struct base_role *role, const struct digest *digest);

#endif
