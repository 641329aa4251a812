// SPDX-License-Identifier: MIT
// A list of what is shared, of any bytes: each item is found, and what is spelt of it is taken and spelt the same again.
#include "shared.h"

#include <stdlib.h>

#include "arena.h"
#include "buffer.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text t = { (const char *)data, n };
	struct arena a = { NULL };
	struct buffer b = { 0 }, again = { 0 };
	struct shared s;

	if (!shared_parse(&s, &a, t)) {
		for (size_t i = 0; i < s.count; i++)
			if (shared_find(&s, s.item[i].path) != &s.item[i])
				abort();
		shared_write(&b, &s);
		if (b.n > t.n || shared_parse(&s, &a, buffer_view(&b)))
			abort();
		shared_write(&again, &s);
		if (!text_equal(buffer_view(&again), buffer_view(&b)))
			abort();
	}
	buffer_free(&b);
	buffer_free(&again);
	arena_free(&a);
	return 0;
}
