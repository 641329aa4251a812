// SPDX-License-Identifier: MIT
// Fuzz target: the kernel command line.
// links: cmdline.c addr.c error.c ../tools/lib/number.c
#include "cmdline.h"

#include <stddef.h>
#include <stdint.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct cmdline c;

	cmdline_parse(&c, (const char *)data, n);
	return 0;
}
