// SPDX-License-Identifier: MIT
// Lists of choices of any bytes: what is taken spells the same text again, and can be found.
#include "choices.h"

#include <stdlib.h>

#include "arena.h"
#include "buffer.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text t = { (const char *)data, n };
	struct arena a = { NULL };
	struct buffer b = { 0 };
	struct choices c;

	if (n && !choices_parse(&c, &a, t)) {
		choices_write(&c, &b);
		if (!text_equal(buffer_view(&b), t))
			abort();
		for (size_t i = 0; i < c.count; i++)
			if (!text_equal(choices_find(&c, c.item[i].link), c.item[i].package))
				abort();
	}
	buffer_free(&b);
	arena_free(&a);
	return 0;
}
