// SPDX-License-Identifier: MIT
// Reports of any bytes: what is taken is a row that the node table may have.
#include "report.h"

#include <stdlib.h>

#include "arena.h"
#include "buffer.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { NULL };
	struct buffer b = { 0 };
	struct report r;

	if (!report_parse(&r, &a, "10.9.0.2", (struct text){ (const char *)data, n })) {
		struct running_table t = { &r.row, 1 };

		running_write(&b, &t);
		if (running_parse(&t, &a, buffer_view(&b)))
			abort();
	}
	buffer_free(&b);
	arena_free(&a);
	return 0;
}
