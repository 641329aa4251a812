// SPDX-License-Identifier: MIT
#include "sealed.h"

#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "test.h"

static struct minisign_secret alpha, beta, other;

static void comes_back(struct text t)
{
	struct buffer b = { 0 }, again = { 0 };
	struct arena a = { NULL };
	struct text is;

	CHECK(!sealed_make(&b, &alpha, &beta.public, t) && b.n == t.n + SEALED_MORE);
	CHECK(!sealed_make(&again, &alpha, &beta.public, t) &&
		text_equal(buffer_view(&b), buffer_view(&again)));
	CHECK(!sealed_open(&is, &a, &beta, &alpha.public, buffer_view(&b)) && text_equal(is, t));
	// Nor is it good the other way.
	CHECK(sealed_open(&is, &a, &alpha, &beta.public, buffer_view(&b)) == -E_TRUST);
	CHECK(sealed_open(&is, &a, &other, &alpha.public, buffer_view(&b)) == -E_TRUST);
	CHECK(sealed_open(&is, &a, &beta, &other.public, buffer_view(&b)) == -E_TRUST);
	for (size_t i = 0; i < b.n; i++) {
		b.s[i] = (char)(b.s[i] ^ 4);
		CHECK(sealed_open(&is, &a, &beta, &alpha.public, buffer_view(&b)) == -E_TRUST);
		b.s[i] = (char)(b.s[i] ^ 4);
	}
	for (size_t n = 0; n < b.n; n++)
		CHECK(sealed_open(&is, &a, &beta, &alpha.public, (struct text){ b.s, n }) ==
			-E_TRUST);
	if (t.n > 3)
		CHECK(!memmem(b.s, b.n, t.s, t.n));
	buffer_free(&b);
	buffer_free(&again);
	arena_free(&a);
}

// The neutral element of the curve has y = 1, and no u.
static void refuses_what_is_no_key(void)
{
	struct minisign_key one = { .key = { 1 } };
	struct buffer b = { 0 };

	CHECK(sealed_make(&b, &alpha, &one, TEXT("x")) == -E_TRUST && !b.n);
	buffer_free(&b);
}

int main(void)
{
	CHECK(!minisign_generate(&alpha) && !minisign_generate(&beta) &&
		!minisign_generate(&other));
	comes_back(TEXT(""));
	comes_back(TEXT("the root key and the others"));
	refuses_what_is_no_key();
	return test_failed;
}
