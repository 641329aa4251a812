// SPDX-License-Identifier: MIT
// Memory of a command.
#include "arena.h"

#include <errno.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

enum { BLOCK = 64 << 10, ALIGN = alignof(max_align_t) };

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	alignas(max_align_t) unsigned char data[];
};

static void *no_memory(size_t n)
{
	fail(-ENOMEM, "%zu bytes", n);
	return NULL;
}

// Large pieces get a block of their own, behind the one that is being filled.
static void *alone(struct arena *a, size_t n)
{
	struct arena_block *b = calloc(1, sizeof *b + n);

	if (!b)
		return no_memory(n);
	b->used = b->size = n;
	if (a->block) {
		b->next = a->block->next;
		a->block->next = b;
	} else {
		a->block = b;
	}
	return b->data;
}

static void *take(struct arena *a, size_t n)
{
	if (n > SIZE_MAX / 2)
		return no_memory(n);
	n = (n + ALIGN - 1) / ALIGN * ALIGN;
	if (n > BLOCK / 4)
		return alone(a, n);
	struct arena_block *b = a->block;
	if (!b || b->size - b->used < n) {
		b = calloc(1, sizeof *b + BLOCK);
		if (!b)
			return no_memory(n);
		b->size = BLOCK;
		b->next = a->block;
		a->block = b;
	}
	void *p = b->data + b->used;

	b->used += n;
	return p;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	size_t n;

	if (__builtin_mul_overflow(count, size, &n))
		return no_memory(SIZE_MAX);
	return take(a, n ? n : 1);
}

// Room is 8, 16, 32, ... things, so that the count alone says when it is full.
void *arena_more(struct arena *a, void *items, size_t count, size_t size)
{
	if (count && (count < 8 || (count & (count - 1))))
		return items;
	void *more = arena_array(a, count ? count * 2 : 8, size);

	if (more && count)
		memcpy(more, items, count * size);
	return more;
}

char *arena_text(struct arena *a, const char *s, size_t n)
{
	char *p = arena_array(a, n + 1, 1);

	if (p && n)
		memcpy(p, s, n);
	return p;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	char small[256];
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(small, sizeof small, fmt, ap);
	va_end(ap);
	if (n < (int)sizeof small)
		return arena_text(a, small, n < 0 ? 0 : (size_t)n);
	char *p = arena_array(a, (size_t)n + 1, 1);
	if (!p)
		return p;
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return p;
}

void arena_free(struct arena *a)
{
	for (struct arena_block *b = a->block, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	a->block = NULL;
}
