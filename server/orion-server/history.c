// SPDX-License-Identifier: MIT
// Putting them together.
#include "history.h"

#include <stdbool.h>

#include "base_text.h"
#include "buffer.h"

int history_merge(struct buffer *b, const struct generation *own, size_t owns,
	const struct generation *theirs, size_t count)
{
	size_t common = 0;
	uint64_t next = owns ? own[owns - 1].number + 1 : 1;

	while (common < owns && common < count && own[common].number == theirs[common].number &&
		digest_equal(&own[common].digest, &theirs[common].digest))
		common++;
	for (size_t i = 0; i < owns; i++) {
		struct generation g = own[i];

		if (i < common && theirs[i].seconds < g.seconds)
			g.seconds = theirs[i].seconds;
		base_write_generation(b, &g);
	}
	for (size_t i = common; i < count; i++) {
		struct generation g = theirs[i];
		bool known = false;

		for (size_t k = 0; k < owns; k++)
			known = known || digest_equal(&own[k].digest, &g.digest);
		if (known)
			continue;
		if (common < owns || g.number < next)
			g.number = next;
		next = g.number + 1;
		base_write_generation(b, &g);
	}
	return buffer_error(b);
}
