// SPDX-License-Identifier: MIT
// Fuzz target: a boot script that a server sent: what is taken of it is printable.
#include "script.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text t = { (const char *)data, n };
	struct script s = { .local = false };

	if (!script_parse_channel(&s, t) && s.digest.n != 64)
		abort();
	if (script_parse(&s, t) || s.local)
		return 0;
	if ((s.digest.s ? s.digest.n != 64 : !s.channel.s) || !text_printable(s.channel) ||
		!text_printable(s.base) || !text_printable(s.root))
		abort();
	return 0;
}
