// SPDX-License-Identifier: MIT
// The node table, of any bytes: what is taken spells the same text again, and each machine is found where it is.
#include "running.h"

#include <stdlib.h>

#include "arena.h"
#include "buffer.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text text = { (const char *)data, n };
	struct running_table t;
	struct arena a = { NULL };
	struct buffer b = { 0 };

	if (!running_parse(&t, &a, text)) {
		running_write(&b, &t);
		if (!text_equal(buffer_view(&b), text))
			abort();
		for (size_t i = 0; i < t.count; i++)
			if (running_find(&t, t.item[i].machine, t.item[i].address) != &t.item[i])
				abort();
	}
	buffer_free(&b);
	arena_free(&a);
	return 0;
}
