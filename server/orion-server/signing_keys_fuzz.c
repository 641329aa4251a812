// SPDX-License-Identifier: MIT
// Keys that came, of any bytes: what is taken spells the same text again, and names nothing but keys.
#include "signing_keys.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "fuzz.h"
#include "signers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct text t = { (const char *)data, n };
	struct arena a = { NULL };
	struct buffer b = { 0 };
	struct signing_keys k;
	struct signers s;

	if (!signing_keys_parse(&k, &a, t)) {
		for (size_t i = 0; i < k.count; i++)
			if (memchr(k.item[i].name.s, '/', k.item[i].name.n))
				abort();
		signing_keys_write(&b, &k);
		if (!text_equal(buffer_view(&b), t) || !signing_keys_equal(&k, &k))
			abort();
		signing_keys_root(&k, &s);
	}
	error_clear();
	buffer_free(&b);
	arena_free(&a);
	return 0;
}
