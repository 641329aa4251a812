// SPDX-License-Identifier: MIT
// A text that grows. It keeps its first error: write, write, write, then ask once.
#ifndef BUFFER_H
#define BUFFER_H

#include <stddef.h>

#include "text.h"

struct buffer {
	char *s;	// malloc's; NULL at first: {0} is an empty buffer
	size_t n, room;
	int error;	// 0 or -ENOMEM
};

void buffer_add(struct buffer *b, const void *data, size_t n);
void buffer_text(struct buffer *b, struct text t);
void buffer_printf(struct buffer *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

// 0, or the first error, recorded.
int buffer_error(const struct buffer *b);

// What is in it; valid until the next write.
struct text buffer_view(const struct buffer *b);

void buffer_free(struct buffer *b);

#endif
