// SPDX-License-Identifier: MIT
// Fuzz target: the field Range. A part is in the file and not empty.
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "range.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *field = malloc(n + 1);
	uint64_t size = n % 7 ? n * 1000 : 0;
	struct range r;

	if (!field)
		return 0;
	if (n)
		memcpy(field, data, n);
	field[n] = 0;
	enum range_is is = range_parse(&r, field, size);
	if (r.from > size || r.n > size - r.from || (is == RANGE_PART && !r.n))
		abort();
	free(field);
	return 0;
}
