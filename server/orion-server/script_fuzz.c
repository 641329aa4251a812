// SPDX-License-Identifier: MIT
// Fuzz target: a boot script that a server sent: what is taken of it is printable.
#include "script.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct script s;

	if (script_parse(&s, (struct text){ (const char *)data, n }) || s.local)
		return 0;
	if (s.digest.n != 64 || !text_printable(s.base) || !text_printable(s.root))
		abort();
	return 0;
}
