// SPDX-License-Identifier: MIT
#ifndef CONFINE_H
#define CONFINE_H

#include <stdbool.h>

struct policy;

// Gives up for good what following reports doesn't take: new privileges, starting programs, connecting, all files but those of the
// spool, the state, and (to be read) the base. What is open stays open. 0, or negative and recorded.
int confine(const struct policy *p, bool *landlock);

#endif
