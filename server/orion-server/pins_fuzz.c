// SPDX-License-Identifier: MIT
// Pins of any bytes: what is taken spells the same text again, and each is found.
#include "pins.h"

#include <stdlib.h>

#include "arena.h"
#include "buffer.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text t = { (const char *)data, n };
	struct arena a = { NULL };
	struct buffer b = { 0 };
	struct pins p;

	if (n && !pins_parse(&p, &a, t)) {
		for (size_t i = 0; i < p.count; i++)
			if (pins_find(&p, p.item[i].node, p.item[i].kind) != &p.item[i])
				abort();
		pins_write(&b, &p);
		if (!text_equal(buffer_view(&b), t))
			abort();
	}
	buffer_free(&b);
	arena_free(&a);
	return 0;
}
