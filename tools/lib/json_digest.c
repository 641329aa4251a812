// SPDX-License-Identifier: MIT
// A file of its own: who writes no digest is not linked with what computes them.
#include "digest.h"
#include "json.h"

void json_digest(const char *key, const struct digest *d)
{
	char hex[DIGEST_HEX + 1];

	digest_hex(d, hex);
	json_text(key, text_of(hex));
}
