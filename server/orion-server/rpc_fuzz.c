// SPDX-License-Identifier: MIT
// Fuzz target: a reply of RPC, and what XDR takes off it: nothing outside.
#include "rpc.h"

#include <stdlib.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct xdr x = { data, data + size, false };
	size_t n;

	rpc_reply(&x, 7);
	while (!x.bad) {
		const uint8_t *p = xdr_opaque(&x, 64, &n);

		if (p && (p < data || n > (size_t)(data + size - p)))
			abort();
		xdr_get(&x);
	}
	return 0;
}
