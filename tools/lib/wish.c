// SPDX-License-Identifier: MIT
// Changing a wish.
#include "wish.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "relation.h"

struct text wish_name(struct text relation)
{
	struct relation r;

	for (size_t i = 0; i < relation.n; i++)
		if (relation.s[i] == '|')
			return (struct text){ relation.s, 0 };
	return relation_parse(&r, relation) ? (struct text){ relation.s, 0 } : r.name;
}

bool wish_remove(struct texts *wish, struct text name)
{
	size_t left = 0, count = wish->count;

	for (size_t i = 0; i < count; i++)
		if (!name.n || !text_equal(wish_name(wish->item[i]), name))
			wish->item[left++] = wish->item[i];
	wish->count = left;
	return left < count;
}

static int order(const void *a, const void *b)
{
	const struct text *x = a, *y = b;

	return text_compare(*x, *y);
}

int wish_copy(struct arena *a, const struct texts *wish, struct texts *copy)
{
	struct text *item = ARENA_ARRAY(a, struct text, wish->count);
	size_t count = 0;

	if (!item)
		return -ENOMEM;
	if (wish->count) {
		memcpy(item, wish->item, wish->count * sizeof *item);
		qsort(item, wish->count, sizeof *item, order);
	}
	for (size_t i = 0; i < wish->count; i++)
		if (!count || !text_equal(item[count - 1], item[i]))
			item[count++] = item[i];
	*copy = (struct texts){ item, count };
	return 0;
}

int wish_add(struct arena *a, struct texts *wish, struct text relation)
{
	size_t at = 0;

	wish_remove(wish, wish_name(relation));
	while (at < wish->count && text_compare(wish->item[at], relation) < 0)
		at++;
	if (at < wish->count && text_equal(wish->item[at], relation))
		return 0;
	struct text *item = ARENA_ARRAY(a, struct text, wish->count + 1);
	if (!item)
		return -ENOMEM;
	if (at)
		memcpy(item, wish->item, at * sizeof *item);
	if (at < wish->count)
		memcpy(item + at + 1, wish->item + at, (wish->count - at) * sizeof *item);
	item[at] = relation;
	wish->item = item;
	wish->count++;
	return 0;
}

static bool have(const struct texts *list, struct text t)
{
	for (size_t i = 0; i < list->count; i++)
		if (text_equal(list->item[i], t))
			return true;
	return false;
}

int wish_without(
	struct arena *arena, const struct texts *a, const struct texts *b, struct texts *left)
{
	*left = (struct texts){ 0 };
	for (size_t i = 0; i < a->count; i++) {
		if (have(b, a->item[i]))
			continue;
		left->item = arena_more(arena, left->item, left->count, sizeof *left->item);
		if (!left->item)
			return -ENOMEM;
		left->item[left->count++] = a->item[i];
	}
	return 0;
}
