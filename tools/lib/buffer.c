// SPDX-License-Identifier: MIT
// A text that grows.
#include "buffer.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

// Room for n more bytes: false, and the error kept, without memory.
static bool reserve(struct buffer *b, size_t n)
{
	if (b->error)
		return false;
	if (b->room - b->n >= n)
		return true;
	size_t room = b->room * 2 > b->n + n ? b->room * 2 : b->n + n + 256;
	char *s = n <= SIZE_MAX / 4 && b->n <= SIZE_MAX / 4 ? realloc(b->s, room) : NULL;

	if (!s) {
		b->error = -ENOMEM;
		return false;
	}
	b->s = s;
	b->room = room;
	return true;
}

void buffer_add(struct buffer *b, const void *data, size_t n)
{
	if (!n || !reserve(b, n))
		return;
	memcpy(b->s + b->n, data, n);
	b->n += n;
}

void buffer_text(struct buffer *b, struct text t)
{
	buffer_add(b, t.s, t.n);
}

void buffer_printf(struct buffer *b, const char *fmt, ...)
{
	va_list ap;

	// Mostly there is room.
	va_start(ap, fmt);
	int n = vsnprintf(b->s ? b->s + b->n : NULL, b->room - b->n, fmt, ap);
	va_end(ap);
	if (n < 0)
		b->error = b->error ? b->error : -ENOMEM;
	if (n <= 0 || b->error)
		return;
	if (b->room - b->n <= (size_t)n) {
		if (!reserve(b, (size_t)n + 1))
			return;
		va_start(ap, fmt);
		vsnprintf(b->s + b->n, (size_t)n + 1, fmt, ap);
		va_end(ap);
	}
	b->n += (size_t)n;
}

int buffer_error(const struct buffer *b)
{
	return b->error ? fail(b->error, "a text of more than %zu bytes", b->n) : 0;
}

struct text buffer_view(const struct buffer *b)
{
	return b->s ? (struct text){ b->s, b->n } : TEXT("");
}

void buffer_free(struct buffer *b)
{
	free(b->s);
	*b = (struct buffer){ NULL, 0, 0, 0 };
}
