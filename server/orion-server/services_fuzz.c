// SPDX-License-Identifier: MIT
// A list of services of any bytes: what is taken can be printed.
#include "services.h"

#include <stdlib.h>

#include "arena.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { NULL };
	struct services s;

	if (!services_parse(&s, &a, (struct text){ (const char *)data, n }))
		for (size_t i = 0; i < s.count; i++)
			if (!s.item[i].name.n || !text_printable(s.item[i].name))
				abort();
	arena_free(&a);
	return 0;
}
