// SPDX-License-Identifier: MIT
// What a role asks for: the part `wish` of its bundles. docs/bundle.5.scd.
#ifndef ROLE_H
#define ROLE_H

#include <stdbool.h>
#include <stddef.h>

#include "choices.h"
#include "manifest.h"

struct arena;
struct buffer;

enum { ROLE_LENGTH = 1 << 20 };	// bytes of text

struct role {
	struct text name;
	struct texts boot;	// relations, sorted, each once: packages of the boot parts
	struct texts package;	// of the root, as its build wants it
	struct texts site;	// of the root, as those wish who run it
	struct choices choices;	// whose alternatives these chose
};

// Parses a wish. 0, or -E_DATA with the line and what is wrong with it recorded. The texts point into t.
int role_parse(struct role *r, struct arena *a, struct text t);

// Writes it, the same bytes.
void role_write(const struct role *r, struct buffer *b);

// 0 when a role may have that name ([a-z0-9-], at most 31 bytes), else -E_DATA and recorded.
int role_check(struct text name);

// All that its packages must satisfy: the build's relations and the site's; of one name, the site's counts.
int role_wish(const struct role *r, struct arena *a, struct texts *wish);

// What of it the root must satisfy.
int role_root(const struct role *r, struct arena *a, struct texts *wish);

// True when the package is one of the boot parts.
bool role_boots(const struct role *r, struct text name);

// Makes the site's part what, with the build's, is that wish. -E_NO and recorded when the build wants what the wish hasn't.
int role_rewish(struct role *r, struct arena *a, const struct texts *wish);

#endif
