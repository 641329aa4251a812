// SPDX-License-Identifier: MIT
// What may be asked of orion-helper.
#ifndef VERBS_H
#define VERBS_H

#include <stddef.h>

#include "text.h"

struct arena;
struct verb;

struct places {
	const char *base, *state, *lib;
};

enum { VERBS_WORDS = 3 };

struct question {
	const struct verb *verb;
	struct text word
		[VERBS_WORDS]; // the verb's name first; each other one has the form that it must have
	size_t count;
};

// Words with a blank between. 0, or negative and recorded: -E_CALL when there is no such question, -E_DATA when a word isn't what it must be.
int verbs_parse(struct question *q, struct text t);

// Carries it out. 0, or negative and recorded: -ESTALE when what was left was made of another table than the one that is there.
int verbs_do(struct arena *a, const struct places *p, const struct question *q);

#endif
