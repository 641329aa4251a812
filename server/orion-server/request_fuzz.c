// SPDX-License-Identifier: MIT
// Requests of machines that are tested, and what they say on their consoles.
#include "request.h"

#include <string.h>

#include "console.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct request r = { .n = n < REQUEST_LENGTH ? n : REQUEST_LENGTH };
	struct console c = { .ready = false };

	memcpy(r.text, data, r.n);
	request_parse(&r);
	console_add(&c, (const char *)data, n);
	return 0;
}
