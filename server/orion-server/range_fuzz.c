// SPDX-License-Identifier: MIT
// Ranges of any bytes: as many names as allowed at most, none with a bracket.
#include "range.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { NULL };
	struct texts names = { NULL, 0 };

	if (!range_expand(&names, &a, (struct text){ (const char *)data, n })) {
		if (!names.count || names.count > RANGE_NAMES)
			abort();
		for (size_t i = 0; i < names.count; i++)
			if (memchr(names.item[i].s, '[', names.item[i].n))
				abort();
	}
	arena_free(&a);
	return 0;
}
