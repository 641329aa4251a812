// SPDX-License-Identifier: MIT
// Fuzz target: names of reports. A good one is harmless as a file's name and in any text.
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "spool.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *name = malloc(n + 1);

	if (!name)
		return 0;
	if (n)
		memcpy(name, data, n);
	name[n] = 0;
	if (spool_name(name) && (*name == '.' || *name == '-' || strpbrk(name, "/\n\\'\"$ `;")))
		abort();
	free(name);
	return 0;
}
