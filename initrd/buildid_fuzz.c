// SPDX-License-Identifier: MIT
// Fuzz target: ELF notes.
// links: buildid.c
#include "buildid.h"

#include <stddef.h>
#include <stdint.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char hex[65];

	buildid_find(hex, data, n);
	return 0;
}
