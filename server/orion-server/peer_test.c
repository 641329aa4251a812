// SPDX-License-Identifier: MIT
// What passes between servers: a text that was signed is taken, any that was altered, by another key or of another kind isn't.
#include "peer.h"

#include <stdlib.h>

#include "buffer.h"
#include "error.h"
#include "test.h"

#define BODY "orion-shared\t1\talpha\n"

int main(void)
{
	struct minisign_secret own, other;
	struct buffer b = { 0 }, foreign = { 0 };
	struct text body;

	CHECK(!minisign_generate(&own) && !minisign_generate(&other));
	CHECK(!peer_sign(&b, &own, TEXT(BODY)));
	CHECK(!peer_check(&body, &own.public, buffer_view(&b)) && text_is(body, BODY));
	CHECK(peer_check(&body, &other.public, buffer_view(&b)) == -E_TRUST);
	for (size_t i = 0; i < b.n; i++) {
		// Of the signature's comment that isn't signed any byte may be another, but for its form.
		b.s[i] ^= 1;
		if (!peer_check(&body, &own.public, buffer_view(&b)))
			CHECK_AT((int)i, i < 80 && text_is(body, BODY));
		b.s[i] ^= 1;
	}
	for (size_t n = 0; n < b.n; n++)
		CHECK_AT((int)n,
			peer_check(&body, &own.public, (struct text){ b.s, n }) == -E_TRUST);
	CHECK(!minisign_sign(&own, TEXT(BODY), "a release", &foreign));
	buffer_text(&foreign, TEXT(BODY));
	CHECK(peer_check(&body, &own.public, buffer_view(&foreign)) == -E_TRUST);
	buffer_free(&b);
	buffer_free(&foreign);
	return test_failed;
}
