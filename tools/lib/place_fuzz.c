// SPDX-License-Identifier: MIT
// The file of a repository, of any bytes: what is taken has addresses that can be asked, and keys.
#include "place.h"

#include <stdlib.h>

#include "arena.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { NULL };
	struct repository_place p;

	if (!place_parse(&p, &a, "site", (struct text){ (const char *)data, n })) {
		if (!p.urls || p.urls > PLACE_URLS || !p.root.keys || !p.root.threshold ||
			p.root.threshold > p.root.keys)
			abort();
		if (p.urls > 1 && place_directory(&p))
			abort();
		for (size_t i = 0; i < p.urls; i++)
			for (const char *c = p.url[i]; *c; c++)
				if (*c == ' ' || *c == '\t' || *c == '\n')
					abort();
	}
	arena_free(&a);
	return 0;
}
