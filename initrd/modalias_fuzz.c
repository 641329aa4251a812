// SPDX-License-Identifier: MIT
// Fuzz target: what depmod writes.
// links: modalias.c
#include "modalias.h"

#include <stddef.h>
#include <stdint.h>

#include "fuzz.h"

static void nothing(void *ctx, const char *name)
{
	(void)ctx;
	(void)name;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	modalias_match((const char *)data, n, "pci:v00008086d00001572sv*", nothing, NULL);
	moddep_files((const char *)data, n, "mlx5_core", nothing, NULL);
	return 0;
}
