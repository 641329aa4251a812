// SPDX-License-Identifier: MIT
// Blocks that a server has already: those of the generations that its channels name. The next one is most like them.
#ifndef HERE_H
#define HERE_H

#include <stddef.h>

#include "marks.h"

struct arena;
struct base;

struct here {
	struct marks_here marks;
	int *open;	// what they are of
	size_t opened;
};

// Looks at them. here_close is wanted also when it failed.
int here_look(struct here *h, struct arena *a, const struct base *b);

// Copies a block of n bytes that is here into its place in a file: 1, 0 when it is nowhere, or negative and recorded.
int here_copy(const struct here *h, const struct mark *m, size_t n, int to, size_t block,
	const char *what);

void here_close(struct here *h);

#endif
