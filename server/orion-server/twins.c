// SPDX-License-Identifier: MIT
// Finding what is said twice: sorted, the same are side by side.
#include "twins.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"

int twins_add(struct twins *t, struct arena *a, const char *s, unsigned line)
{
	struct value *item = arena_more(a, t->item, t->count, sizeof *item);

	if (!item || !s)
		return -ENOMEM;
	t->item = item;
	item[t->count++] = (struct value){ s, line };
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct value *x = a, *y = b;
	int order = strcmp(x->s, y->s);

	return order ? order : (x->line > y->line) - (x->line < y->line);
}

int twins_check(struct twins *t, const struct conf *c, const char *what)
{
	if (t->count)
		qsort(t->item, t->count, sizeof *t->item, compare);
	for (size_t i = 1; i < t->count; i++)
		if (!strcmp(t->item[i - 1].s, t->item[i].s))
			return conf_fail(c, t->item[i].line, "%s %s, here and in line %u", what,
				t->item[i].s, t->item[i - 1].line);
	return 0;
}
