// SPDX-License-Identifier: MIT
// A plan as text: docs/orion-pkg-plan.7.scd.
#ifndef PLAN_H
#define PLAN_H

#include "solve.h"

struct buffer;

// "install", "upgrade", ...
const char *step_word(enum step_kind kind);

// A line a step, and a line for each relation that the wish gains or loses. Nothing to do is no line.
void plan_write(const struct plan *p, struct buffer *b);

#endif
