// SPDX-License-Identifier: MIT
// Texts that stay.
#include "keep.h"

#include <errno.h>

#include "arena.h"
#include "buffer.h"

int keep(struct arena *a, struct buffer *b, struct text *t)
{
	int rc = buffer_error(b);
	struct text view = buffer_view(b);

	if (rc)
		return rc;
	*t = (struct text){ arena_text(a, view.s, view.n), view.n };
	b->n = 0;
	return t->s ? 0 : -ENOMEM;
}
