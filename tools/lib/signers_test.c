// SPDX-License-Identifier: MIT
// m of n: who counts, and who does not.
#include "signers.h"

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "test.h"

enum { KEYS = 4 };

static struct arena arena;
static struct minisign_secret secret[KEYS];

static struct text sign(int by, const char *data)
{
	struct buffer b = { 0 };

	CHECK(minisign_sign(&secret[by], text_of(data), "", &b) == 0);
	struct text t = { arena_text(&arena, b.s, b.n), b.n };
	buffer_free(&b);
	return t;
}

static struct signers first(size_t keys, size_t threshold)
{
	struct signers s = { .threshold = threshold };

	for (size_t i = 0; i < keys; i++)
		CHECK(signers_add(&s, &secret[i].public) == 0);
	return s;
}

// Keys are sorted however they come; none is there twice, nor under another number, nor another one under its number.
static void added(void)
{
	struct signers a = first(3, 2), b = { .threshold = 2 };

	for (int i = 2; i >= 0; i--)
		CHECK(signers_add(&b, &secret[i].public) == 0);
	CHECK(signers_equal(&a, &b));
	b.threshold = 3;
	CHECK(!signers_equal(&a, &b));
	CHECK(signers_have(&a, &secret[2].public) && !signers_have(&a, &secret[3].public));
	CHECK(signers_add(&a, &secret[1].public) == -E_DATA);
	struct minisign_key k = secret[1].public;
	k.id[0] ^= 1;
	CHECK(signers_add(&a, &k) == -E_DATA);
	k = secret[1].public;
	k.key[0] ^= 1;
	CHECK(signers_add(&a, &k) == -E_DATA);
	CHECK(a.keys == 3);
	struct signers full = { .threshold = 1 };
	for (unsigned char i = 0; i < SIGNERS_MAX; i++)
		CHECK(signers_add(&full, &(struct minisign_key){ { i }, { i } }) == 0);
	CHECK(signers_add(&full, &secret[0].public) == -E_DATA && full.keys == SIGNERS_MAX);
}

static void counted(void)
{
	struct signers s = first(3, 2);
	struct text data = TEXT("data");
	struct text zero = sign(0, "data"), one = sign(1, "data"), foreign = sign(3, "data"),
		    other = sign(1, "other"), none = TEXT("");

	CHECK(signers_verify(&s, data, (struct text[]){ zero, one }, 2) == 0);
	CHECK(signers_verify(&s, data, (struct text[]){ none, foreign, one, other, zero }, 5) == 0);
	CHECK(signers_who(&s, data, one) && !signers_who(&s, data, foreign));
	// one too few
	CHECK(signers_verify(&s, data, &zero, 1) == -E_TRUST);
	CHECK_TEXT(error_text(), "signed by 1 of its 3 keys, 2 are needed");
	CHECK(signers_verify(&s, data, NULL, 0) == -E_TRUST);
	// one key twice, of which a signature can be made as often as one likes
	CHECK(signers_verify(&s, data, (struct text[]){ zero, zero, sign(0, "data") }, 3) ==
		-E_TRUST);
	// a stranger, and another text
	CHECK(signers_verify(&s, data, (struct text[]){ zero, foreign }, 2) == -E_TRUST);
	CHECK(signers_verify(&s, data, (struct text[]){ zero, other }, 2) == -E_TRUST);
	// a set that was never filled believes nobody
	struct signers empty = { 0 };
	CHECK(signers_verify(&empty, data, &zero, 1) == -E_TRUST);
	CHECK(signers_verify(&empty, data, NULL, 0) == -E_TRUST);
}

int main(void)
{
	for (int i = 0; i < KEYS; i++)
		CHECK(minisign_generate(&secret[i]) == 0);
	added();
	counted();
	arena_free(&arena);
	return test_failed;
}
