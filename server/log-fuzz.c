// SPDX-License-Identifier: MIT
// Fuzz target: a datagram from anybody. Its line has printable ASCII only, fits, and is cut, never lengthened.
// links: log.c
#include "log.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static void line_of(size_t size, const char *in, size_t n)
{
	char *out = malloc(size);
	size_t used = log_line(out, size, in, n);

	if (used >= size || strlen(out) != used || used > 4 * n)
		abort();
	for (size_t i = 0; i < used; i++)
		if (out[i] < 0x20 || out[i] > 0x7e)
			abort();
	const char *marker = log_marker(out);
	if (marker && strncmp(marker, "orion: ", 7))
		abort();
	free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	line_of(4 * n + 1, (const char *)data, n);
	if (n)
		line_of(1 + data[0], (const char *)data + 1, n - 1);
	return 0;
}
