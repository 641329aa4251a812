// SPDX-License-Identifier: MIT
// What may be asked of orion-helper.
#ifndef VERBS_H
#define VERBS_H

#include "text.h"

struct arena;

struct places {
	const char *base, *state, *lib;
};

// Carries out a question, words with a blank between. 0, or negative and recorded: -E_CALL when there is no such question.
int verbs_do(struct arena *a, const struct places *p, struct text question);

#endif
