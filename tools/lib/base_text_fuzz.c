// SPDX-License-Identifier: MIT
// The texts of a base, of any bytes: what a parser takes spells the same text again.
#include "base_text.h"

#include <stdlib.h>

#include "arena.h"
#include "buffer.h"
#include "fuzz.h"

static void compare(struct buffer *b, struct text t)
{
	if (!text_equal(buffer_view(b), t))
		abort();
	buffer_free(b);
}

static void generations(struct arena *a, struct text t)
{
	struct buffer b = { 0 };
	struct generation *list;
	size_t count;

	if (base_parse_generations(&list, &count, a, t))
		return;
	for (size_t i = 0; i < count; i++) {
		if (i && list[i].number <= list[i - 1].number)
			abort();
		base_write_generation(&b, list + i);
	}
	compare(&b, t);
}

static void channel(struct text t)
{
	struct buffer b = { 0 };
	struct channel c;

	if (base_parse_channel(&c, t))
		return;
	if (c.has_former && !c.boots)
		abort();
	base_write_channel(&b, &c);
	compare(&b, t);
}

static void lines(struct arena *a, struct text t)
{
	struct buffer b = { 0 };
	struct texts list;

	if (base_parse_lines(&list, a, t))
		return;
	base_write_lines(&b, &list);
	compare(&b, t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text t = { (const char *)data, n };
	struct arena a = { NULL };

	generations(&a, t);
	channel(t);
	lines(&a, t);
	arena_free(&a);
	return 0;
}
