// SPDX-License-Identifier: MIT
// The order of what repeats in a manifest's head.
#include <stdlib.h>

#include "pack_impl.h"

static int by_text(const void *a, const void *b)
{
	return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static int by_user(const void *a, const void *b)
{
	return text_compare(((const struct user *)a)->name, ((const struct user *)b)->name);
}

static int by_group(const void *a, const void *b)
{
	return text_compare(((const struct group *)a)->name, ((const struct group *)b)->name);
}

static int by_link(const void *a, const void *b)
{
	return text_compare(
		((const struct alternative *)a)->link, ((const struct alternative *)b)->link);
}

static int by_capability(const void *a, const void *b)
{
	return text_compare(
		((const struct capability *)a)->path, ((const struct capability *)b)->path);
}

static void sort(void *items, size_t count, size_t size, int (*by)(const void *, const void *))
{
	if (count)
		qsort(items, count, size, by);
}

static void sort_texts(struct texts *t)
{
	size_t kept = 0;

	sort(t->item, t->count, sizeof *t->item, by_text);
	for (size_t i = 0; i < t->count; i++)
		if (!kept || !text_equal(t->item[kept - 1], t->item[i]))
			t->item[kept++] = t->item[i];
	t->count = kept;
}

void pack_sort(struct manifest *m)
{
	sort_texts(&m->needs);
	sort_texts(&m->provides);
	sort_texts(&m->conflicts);
	sort_texts(&m->replaces);
	sort_texts(&m->statics);
	sort_texts(&m->services);
	sort_texts(&m->setuid);
	sort_texts(&m->devices);
	sort(m->user, m->users, sizeof *m->user, by_user);
	sort(m->group, m->groups, sizeof *m->group, by_group);
	sort(m->alternative, m->alternatives, sizeof *m->alternative, by_link);
	sort(m->capability, m->capabilities, sizeof *m->capability, by_capability);
}
