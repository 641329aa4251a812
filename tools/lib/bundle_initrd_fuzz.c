// SPDX-License-Identifier: MIT
// The initrd's list, of any bytes: what it makes is an archive of whole blocks.
#include <stdlib.h>

#include "arena.h"
#include "bundle_impl.h"
#include "cpio.h"
#include "fuzz.h"
#include "tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { NULL };
	struct cpio c = { .time = 1 };
	struct tree t;

	if (tree_init(&t, &a) || tree_make(&t, "init", 0755, TEXT("init")) ||
		tree_make(&t, "usr/lib/orion/initrd/list", 0644,
			(struct text){ (const char *)data, n }))
		abort();
	if (!bundle_initrd(&c, &t) && c.out.n % 512)
		abort();
	cpio_free(&c);
	arena_free(&a);
	return 0;
}
