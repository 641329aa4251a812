// SPDX-License-Identifier: MIT
// Fuzz target: two versions, separated by a LF. What is taken is ordered, and 0 means equal texts.
#include <stdlib.h>

#include "fuzz.h"
#include "version.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text b = { (const char *)data, n }, a;

	if (!text_line(&b, &a))
		return 0;
	if (version_check(a) || version_check(b))
		return 0;
	int there = version_compare(a, b), back = version_compare(b, a);

	if ((there > 0) != (back < 0) || (there == 0) != text_equal(a, b))
		abort();
	return 0;
}
