// SPDX-License-Identifier: MIT
// Fuzz target: a manifest.
// links: manifest.c error.c ../tools/lib/number.c
#include "manifest.h"

#include <stddef.h>
#include <stdint.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct manifest m;

	manifest_parse(&m, (const char *)data, n);
	return 0;
}
