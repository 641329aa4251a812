// SPDX-License-Identifier: MIT
// Fuzz target: the index. What is taken is what is written.
#include "index.h"

#include <stdlib.h>

#include "arena.h"
#include "buffer.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text t = { (const char *)data, n };
	struct arena a = { 0 };
	struct buffer b = { 0 };
	struct index x;

	if (!index_parse(&x, &a, t)) {
		index_write(&x, &b);
		if (!text_equal(buffer_view(&b), t))
			abort();
		buffer_free(&b);
	}
	arena_free(&a);
	return 0;
}
