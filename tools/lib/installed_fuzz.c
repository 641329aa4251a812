// SPDX-License-Identifier: MIT
// Parses lists of installed packages, their manifests too, and asks for owners.
#include "installed.h"

#include <stdlib.h>

#include "arena.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { 0 };
	struct installed in;

	if (!installed_parse(&in, &a, (struct text){ (const char *)data, n })) {
		const struct installed_package *p = NULL;

		while ((p = installed_owner(&in, TEXT("usr"), p)))
			if (p < in.package || p >= in.package + in.count)
				abort();
		for (size_t i = 0; i < in.count; i++)
			if (!installed_manifest(in.package + i, &a) && !in.package[i].manifest)
				abort();
	}
	arena_free(&a);
	return 0;
}
