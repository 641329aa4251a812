// SPDX-License-Identifier: MIT
// Which generation a node boots next, and who says so.
#ifndef BOOTS_H
#define BOOTS_H

#include "digest.h"

struct node;
struct pin;
struct site;

struct boots {
	struct digest digest;
	const struct pin *pin;	// that says it, or NULL
	const char *said;	// by `generation` of orion.conf, or NULL
	const struct channel *channel;	// of its settings, that says it when none of both does
};

// Of a node, or (n is NULL) of one that isn't in orion.conf. 0, or -E_DATA and recorded: what it is to boot isn't here.
int boots_find(struct boots *b, const struct site *s, const struct node *n);

#endif
