// SPDX-License-Identifier: MIT
// Fuzz target: a manifest. What is taken is written again byte by byte.
#include <stdlib.h>

#include "arena.h"
#include "buffer.h"
#include "fuzz.h"
#include "manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text t = { (const char *)data, n };
	struct arena a = { NULL };
	struct buffer b = { 0 };
	struct manifest m;

	for (int kind = MANIFEST_PACKAGE; kind <= MANIFEST_INSTALLED; kind++) {
		if (manifest_parse(&m, &a, t, (enum manifest_kind)kind))
			continue;
		manifest_write(&m, &b, (enum manifest_kind)kind);
		if (!text_equal(t, buffer_view(&b)))
			abort();
		b.n = 0;
	}
	buffer_free(&b);
	arena_free(&a);
	return 0;
}
