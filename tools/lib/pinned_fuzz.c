// SPDX-License-Identifier: MIT
// Locks of any bytes: what is taken spells the same text again.
#include "pinned.h"

#include <stdlib.h>

#include "arena.h"
#include "buffer.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text t = { (const char *)data, n };
	struct arena a = { NULL };
	struct buffer b = { 0 };
	struct pinned *p;
	size_t count;

	if (n && !pinned_parse(&p, &count, &a, t)) {
		for (size_t i = 0; i < count; i++) {
			char hex[DIGEST_HEX + 1];

			digest_hex(&p[i].digest, hex);
			buffer_printf(&b, "%.*s\t%.*s\t%s\n", TEXT_ARG(p[i].name),
				TEXT_ARG(p[i].version), hex);
		}
		if (!text_equal(buffer_view(&b), t))
			abort();
	}
	buffer_free(&b);
	arena_free(&a);
	return 0;
}
