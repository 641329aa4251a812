// SPDX-License-Identifier: MIT
// Kernel modules of any bytes: all that is found can be read to its end.
#include "module.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "fuzz.h"

static void look(const struct texts *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (!list->item[i].n || memchr(list->item[i].s, 0, list->item[i].n))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { NULL };
	struct module m;

	if (!module_read(&m, &a, TEXT("kernel/x.ko"), (struct text){ (const char *)data, n })) {
		look(&m.exports);
		look(&m.imports);
		look(&m.info);
	}
	arena_free(&a);
	return 0;
}
