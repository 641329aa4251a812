// SPDX-License-Identifier: MIT
// Fuzz target: an address that a server sent. Its path has nothing that would end a line of a request.
#include "http_get.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct url u;

	if (!url_parse(&u, (struct text){ (const char *)data, n }))
		if (!u.port || memchr(u.path.s, '\r', u.path.n) || memchr(u.path.s, '\n', u.path.n))
			abort();
	return 0;
}
