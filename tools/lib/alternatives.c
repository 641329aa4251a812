// SPDX-License-Identifier: MIT
// Who offers which link, and whose it is.
#include "alternatives.h"

#include <errno.h>
#include <stdlib.h>

#include "arena.h"
#include "manifest.h"
#include "path.h"
#include "tree.h"

static struct text package_of(const struct offer *o)
{
	return o->source->manifest->name;
}

static int order(const void *pa, const void *pb)
{
	const struct offer *a = pa, *b = pb;
	int c = text_compare(a->alternative->link, b->alternative->link);

	if (c)
		return c;
	if (a->chosen != b->chosen)
		return a->chosen ? -1 : 1;
	if (a->alternative->priority != b->alternative->priority)
		return a->alternative->priority > b->alternative->priority ? -1 : 1;
	return text_compare(package_of(a), package_of(b));
}

int offers_collect(struct offers *o, struct arena *a, const struct source *source, size_t count,
	const struct choices *choices)
{
	static const struct choices none;
	size_t all = 0;

	for (size_t i = 0; i < count; i++)
		all += source[i].manifest->alternatives;
	*o = (struct offers){ ARENA_ARRAY(a, struct offer, all), 0 };
	if (!o->item)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < source[i].manifest->alternatives; k++) {
			struct offer *to = o->item + o->count++;

			*to = (struct offer){ source + i, source[i].manifest->alternative + k,
				false };
			to->chosen = text_equal(package_of(to),
				choices_find(choices ? choices : &none, to->alternative->link));
		}
	if (o->count)
		qsort(o->item, o->count, sizeof *o->item, order);
	return 0;
}

size_t offers_find(const struct offers *o, struct text link)
{
	size_t low = 0, high = o->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (text_compare(o->item[middle].alternative->link, link) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < o->count && text_equal(o->item[low].alternative->link, link) ? low : o->count;
}

size_t offers_alike(const struct offers *o, size_t first)
{
	struct text link = o->item[first].alternative->link;
	size_t n = 1;

	while (first + n < o->count && text_equal(o->item[first + n].alternative->link, link))
		n++;
	return n;
}

// The length of what two paths have in common, whole directories.
static size_t common(struct text a, struct text b)
{
	size_t n = 0;

	for (size_t i = 0; i < a.n && i < b.n && a.s[i] == b.s[i]; i++)
		if (a.s[i] == '/')
			n = i + 1;
	return n;
}

const char *alternative_content(struct arena *a, const struct alternative *t)
{
	size_t n = common(t->link, t->target);
	const char *content = arena_text(a, t->target.s + n, t->target.n - n);

	for (size_t i = n; content && i < t->link.n; i++)
		if (t->link.s[i] == '/')
			content = arena_printf(a, "../%s", content);
	return content;
}

static const char *sentence(struct arena *a, const struct choice *c, const struct offers *o)
{
	size_t i = offers_find(o, c->link);

	if (i == o->count)
		return arena_printf(a, "%.*s: %.*s was chosen, and nobody offers it any more",
			TEXT_ARG(c->link), TEXT_ARG(c->package));
	return arena_printf(a,
		"%.*s: %.*s was chosen, which doesn't offer it any more: it is %s's now",
		TEXT_ARG(c->link), TEXT_ARG(c->package), o->item[i].source->name);
}

static int lose(struct texts *lost, struct arena *a, const struct choice *c, const struct offers *o)
{
	const char *text = sentence(a, c, o);

	lost->item = arena_more(a, lost->item, lost->count, sizeof *lost->item);
	if (!text || !lost->item)
		return -ENOMEM;
	lost->item[lost->count++] = text_of(text);
	return 0;
}

int choices_settle(struct choices *left, struct texts *lost, struct arena *a,
	const struct choices *c, const struct offers *o)
{
	int rc = 0;

	*lost = (struct texts){ NULL, 0 };
	*left = (struct choices){ NULL, 0 };
	for (size_t i = 0; !rc && i < c->count; i++) {
		size_t first = offers_find(o, c->item[i].link);

		rc = first < o->count && o->item[first].chosen
			? choices_take(left, a, c->item[i].link, c->item[i].package)
			: lose(lost, a, c->item + i, o);
	}
	return rc;
}
