// SPDX-License-Identifier: MIT
// Wishes of any bytes: what is taken spells the same text again.
#include "role.h"

#include <stdlib.h>

#include "arena.h"
#include "buffer.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text t = { (const char *)data, n };
	struct arena a = { NULL };
	struct buffer b = { 0 };
	struct role r;

	if (n && !role_parse(&r, &a, t)) {
		struct texts wish;

		role_write(&r, &b);
		if (!text_equal(buffer_view(&b), t) || role_wish(&r, &a, &wish))
			abort();
	}
	buffer_free(&b);
	arena_free(&a);
	return 0;
}
