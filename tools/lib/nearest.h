// SPDX-License-Identifier: MIT
// Which word of a list is meant by one that isn't in it.
#ifndef NEAREST_H
#define NEAREST_H

#include <stddef.h>

struct nearest {
	const char *word;	// what was said: {.word = it} before the first try
	const char *best;	// the nearest that was tried; NULL: none is near
	size_t distance;
};

// A candidate is near when a third of the word's letters, rounded up, make it: added, taken away, others, or two swapped.
void nearest_try(struct nearest *n, const char *candidate);

// Records that there is no such thing of that kind, and which one may be meant, or the command that lists them: -E_CALL.
int nearest_fail(const struct nearest *n, const char *kind, const char *command);

#endif
