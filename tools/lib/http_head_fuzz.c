// SPDX-License-Identifier: MIT
// Fuzz target: the head of an HTTP response.
#include "http_head.h"

#include <stddef.h>
#include <stdint.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct http_head h;

	http_head_parse(&h, (const char *)data, n);
	return 0;
}
