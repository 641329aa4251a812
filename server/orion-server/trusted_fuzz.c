// SPDX-License-Identifier: MIT
// Files of trusted keys, of any bytes: each key is taken once, found by its fingerprint, and its own file has it again.
#include "trusted.h"

#include <stdlib.h>

#include "arena.h"
#include "buffer.h"
#include "fuzz.h"

static void again(struct arena *a, const struct trusted_key *k)
{
	struct trusted one = { NULL, 0 };
	struct buffer b = { 0 };

	minisign_write_public_file(&k->key, &b);
	if (buffer_error(&b) || trusted_parse(&one, a, buffer_view(&b)) || one.count != 1 ||
		!digest_equal(&one.item->fingerprint, &k->fingerprint))
		abort();
	buffer_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct trusted t = { NULL, 0 };
	struct arena a = { NULL };
	int rc = trusted_parse(&t, &a, (struct text){ (const char *)data, n });

	if (!rc && !t.count)
		abort();
	for (size_t i = 0; i < t.count; i++) {
		if (trusted_find(&t, &t.item[i].fingerprint) != t.item + i)
			abort();
		again(&a, t.item + i);
	}
	arena_free(&a);
	return 0;
}
