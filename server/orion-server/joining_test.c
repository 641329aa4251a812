// SPDX-License-Identifier: MIT
// Joining: who knows the code is taken, any byte that is another isn't.
#include "joining.h"

#include <stdlib.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "test.h"

static void try_codes(void)
{
	unsigned char x[JOINING_SECRET], y[JOINING_SECRET];
	char code[JOINING_CODE], other[JOINING_CODE];

	CHECK(!joining_make(code, x) && strlen(code) == JOINING_CODE - 1);
	CHECK(!joining_read(y, text_of(code)) && !memcmp(x, y, sizeof x));
	CHECK(!joining_make(other, y) && strcmp(code, other) != 0 && memcmp(x, y, sizeof x) != 0);
	CHECK(!joining_read(x, TEXT("0123-4567-89ab-cdef")));
	CHECK(!joining_read(y, TEXT(" OI23 4567 89AB CDEF\n")) && !memcmp(x, y, sizeof x));
	CHECK(joining_read(y, TEXT("0123-4567-89ab-cde")) == -E_DATA);
	CHECK(joining_read(y, TEXT("0123-4567-89ab-cdef0")) == -E_DATA);
	CHECK(joining_read(y, TEXT("0123-4567-89ab-cdeu")) == -E_DATA);
	CHECK(joining_read(y, TEXT("")) == -E_DATA);
	CHECK(joining_read(y, TEXT("0123-4567-89ab-cde\0")) == -E_DATA);
}

static void try_all(struct arena *a)
{
	unsigned char secret[JOINING_SECRET], wrong[JOINING_SECRET];
	char code[JOINING_CODE];
	struct minisign_secret x, y;
	struct buffer ask = { 0 }, answer = { 0 }, second = { 0 };
	struct joining j;

	CHECK(!joining_make(code, secret) && !joining_make(code, wrong));
	CHECK(!minisign_generate(&x) && !minisign_generate(&y));
	struct joining beta = { "beta", x.public, "10.9.0.2/24,10.9.1.2/24", "eth0,eth1" };
	struct joining alpha = { .name = "alpha", .key = y.public };
	CHECK(!joining_ask(&ask, secret, &beta) && ask.n < JOINING_LENGTH);
	CHECK(!joining_parse_ask(&j, a, secret, buffer_view(&ask)));
	CHECK_TEXT(j.name, "beta");
	CHECK_TEXT(j.addresses, "10.9.0.2/24,10.9.1.2/24");
	CHECK_TEXT(j.interfaces, "eth0,eth1");
	CHECK(minisign_key_equal(&j.key, &x.public));
	CHECK(joining_parse_ask(&j, a, wrong, buffer_view(&ask)) == -E_TRUST);
	for (size_t i = 0; i < ask.n; i++) {
		ask.s[i] ^= 1;
		CHECK_AT((int)i, joining_parse_ask(&j, a, secret, buffer_view(&ask)));
		ask.s[i] ^= 1;
		CHECK_AT((int)i, joining_parse_ask(&j, a, secret, (struct text){ ask.s, i }));
	}
	CHECK(!joining_answer(&answer, secret, buffer_view(&ask), &alpha));
	CHECK(!joining_parse_answer(&j, a, secret, buffer_view(&ask), buffer_view(&answer)));
	CHECK_TEXT(j.name, "alpha");
	CHECK(minisign_key_equal(&j.key, &y.public));
	for (size_t i = 0; i < answer.n; i++) {
		answer.s[i] ^= 1;
		CHECK_AT((int)i,
			joining_parse_answer(
				&j, a, secret, buffer_view(&ask), buffer_view(&answer)));
		answer.s[i] ^= 1;
	}
	// It is the answer to this question only, and no question itself.
	CHECK(!joining_ask(&second, secret, &beta));
	CHECK(joining_parse_answer(&j, a, secret, buffer_view(&second), buffer_view(&answer)) ==
		-E_TRUST);
	CHECK(joining_parse_answer(&j, a, secret, buffer_view(&ask), buffer_view(&ask)) ==
		-E_TRUST);
	// What would end up in orion.conf.
	beta.interfaces = "eth0 }";
	second.n = 0;
	CHECK(!joining_ask(&second, secret, &beta));
	CHECK(joining_parse_ask(&j, a, secret, buffer_view(&second)) == -E_DATA);
	beta = (struct joining){ "be ta", x.public, "10.9.0.2/24", "eth0" };
	second.n = 0;
	CHECK(!joining_ask(&second, secret, &beta));
	CHECK(joining_parse_ask(&j, a, secret, buffer_view(&second)) == -E_DATA);
	buffer_free(&ask);
	buffer_free(&answer);
	buffer_free(&second);
}

// What the first says no for is heard, of it only, and by this question's asker only; an older one hears no proof in it.
static void try_refusal(struct arena *a)
{
	static const char why[] = "there is a server `beta` already";
	unsigned char secret[JOINING_SECRET], wrong[JOINING_SECRET];
	char code[JOINING_CODE];
	struct text ask = TEXT("what was asked");
	struct buffer no = { 0 };
	struct joining j;

	CHECK(!joining_make(code, secret) && !joining_make(code, wrong));
	CHECK(!joining_refuse(&no, secret, ask, why) && no.n < JOINING_LENGTH);
	CHECK(joining_parse_answer(&j, a, secret, ask, buffer_view(&no)) == -E_NO);
	CHECK_TEXT(error_text(), why);
	CHECK(!memmem(no.s, no.n, "\nproof\t", strlen("\nproof\t")));
	CHECK(joining_parse_answer(&j, a, wrong, ask, buffer_view(&no)) == -E_TRUST);
	CHECK(joining_parse_answer(&j, a, secret, TEXT("else"), buffer_view(&no)) == -E_TRUST);
	for (size_t i = 0; i < no.n; i++) {
		no.s[i] ^= 1;
		int rc = joining_parse_answer(&j, a, secret, ask, buffer_view(&no));
		CHECK_AT((int)i, rc && rc != -E_NO);
		no.s[i] ^= 1;
	}
	no.n = 0;
	CHECK(!joining_refuse(&no, secret, ask, "a\033[31m"));
	CHECK(joining_parse_answer(&j, a, secret, ask, buffer_view(&no)) == -E_DATA);
	buffer_free(&no);
}

int main(void)
{
	struct arena a = { NULL };

	try_codes();
	try_all(&a);
	try_refusal(&a);
	arena_free(&a);
	return test_failed;
}
