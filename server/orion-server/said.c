// SPDX-License-Identifier: MIT
// Hearing.
#include "said.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "arena.h"
#include "error.h"
#include "joining.h"
#include "net.h"

// Has it the line that is the last?
static bool is_whole(struct text t)
{
	struct text line;

	while (text_line(&t, &line))
		if (text_starts(line, "proof\t") || text_starts(line, "refused\t"))
			return true;
	return false;
}

int said_hear(struct text *t, struct arena *a, int fd, int64_t end)
{
	char *s = ARENA_ARRAY(a, char, JOINING_LENGTH);

	*t = (struct text){ s, 0 };
	if (!s)
		return -ENOMEM;
	while (!is_whole(*t)) {
		ssize_t n = t->n < JOINING_LENGTH
			? net_receive(fd, s + t->n, JOINING_LENGTH - t->n, end)
			: 0;

		if (n < 0)
			return (int)n;
		if (!n)
			return fail(-E_DATA, "the other side said no more");
		t->n += (size_t)n;
	}
	return 0;
}
