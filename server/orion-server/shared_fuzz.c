// SPDX-License-Identifier: MIT
// A list of what is shared, of any bytes: what is taken spells the same text again, and each item is found.
#include "shared.h"

#include <stdlib.h>

#include "arena.h"
#include "buffer.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text t = { (const char *)data, n };
	struct arena a = { NULL };
	struct buffer b = { 0 };
	struct shared s;

	if (!shared_parse(&s, &a, t)) {
		for (size_t i = 0; i < s.count; i++)
			if (shared_find(&s, s.item[i].path) != &s.item[i])
				abort();
		shared_write(&b, &s);
		if (!text_equal(buffer_view(&b), t))
			abort();
	}
	buffer_free(&b);
	arena_free(&a);
	return 0;
}
