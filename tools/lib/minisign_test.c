// SPDX-License-Identifier: MIT
// Keys and signatures: our own round, what is refused, and both ways with the stock minisign.
#include "minisign.h"

#include <stdio.h>
#include <stdlib.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "test.h"

static struct arena arena;
static struct minisign_secret key;
static const struct text data = { "what is signed\n", 15 };

static struct text load(const char *name)
{
	struct text t = TEXT("");
	int dir = file_open_dir(".");

	CHECK(file_load(&arena, dir, name, 1 << 20, &t) == 0);
	return t;
}

static void save(const char *name, struct text t)
{
	int dir = file_open_dir(".");

	CHECK(file_replace(dir, name, 0600, t.s, t.n) == 0);
}

// The signature of data, as text that stays.
static struct text signature(const char *comment)
{
	struct buffer b = { 0 };

	CHECK(minisign_sign(&key, data, comment, &b) == 0);
	struct text t = { arena_text(&arena, b.s, b.n), b.n };
	buffer_free(&b);
	return t;
}

static void round_trip(void)
{
	struct text comment, t = signature("serial 7");

	CHECK(minisign_verify(&key.public, data, t, &comment) == 0);
	CHECK(text_is(comment, "serial 7"));
	CHECK(minisign_verify(&key.public, TEXT("what is signed"), t, NULL) == -E_TRUST);
	CHECK(minisign_verify(&key.public, TEXT(""), t, NULL) == -E_TRUST);
}

static void key_files(void)
{
	struct buffer public = { 0 }, secret = { 0 };
	struct minisign_key k;
	struct minisign_secret s;

	minisign_write_public_file(&key.public, &public);
	minisign_write_secret_file(&key, &secret);
	CHECK(!minisign_parse_public_file(&k, buffer_view(&public)));
	CHECK(minisign_key_equal(&k, &key.public));
	CHECK(!minisign_parse_secret_file(&s, buffer_view(&secret)));
	CHECK(minisign_key_equal(&s.public, &key.public) &&
		!memcmp(s.seed, key.seed, sizeof s.seed));
	buffer_free(&public);
	buffer_free(&secret);
}

static void halves_belong_together(void)
{
	struct minisign_secret other, mixed = key;
	struct buffer b = { 0 };

	CHECK(minisign_generate(&other) == 0);
	mixed.public = other.public;
	minisign_write_secret_file(&mixed, &b);
	CHECK(minisign_parse_secret_file(&other, buffer_view(&b)) == -E_DATA);
	buffer_free(&b);
}

static void every_changed_byte_is_refused(void)
{
	struct text t = signature("a comment");
	char *s = (char *)(uintptr_t)t.s;
	size_t first = (size_t)(strchr(s, '\n') - s) + 1;	// the untrusted comment may say anything

	for (size_t i = 0; i < t.n; i++) {
		char was = s[i];

		s[i] = (char)(was ^ 1);
		int rc = minisign_verify(&key.public, data, t, NULL);
		if (i >= first)
			CHECK_AT((int)i, rc == -E_TRUST);
		s[i] = was;
	}
	for (size_t n = 0; n < t.n - 1; n++)
		CHECK_AT((int)n,
			minisign_verify(&key.public, data, (struct text){ s, n }, NULL) ==
				-E_TRUST);
}

static void other_key_is_named(void)
{
	struct minisign_secret other;

	CHECK(minisign_generate(&other) == 0);
	CHECK(minisign_verify(&other.public, data, signature(""), NULL) == -E_TRUST);
	CHECK(strstr(error_text(), "not by "));
	// with the right number, but another key
	memcpy(other.public.id, key.public.id, MINISIGN_ID);
	CHECK(minisign_verify(&other.public, data, signature(""), NULL) == -E_TRUST);
}

static const struct {
	int line;
	struct text text;
} bad_keys[] = {
	{ __LINE__, TEXT("") },
	{ __LINE__, TEXT("RWQRc1Q3XtYD/q/GiZeC4krxy7jNV3B5yzABBIzi+wKnGaQQPGOGmO0") },
	{ __LINE__, TEXT("RWQRc1Q3XtYD/q/GiZeC4krxy7jNV3B5yzABBIzi+wKnGaQQPGOGmO0ia") },
	{ __LINE__, TEXT("RUQRc1Q3XtYD/q/GiZeC4krxy7jNV3B5yzABBIzi+wKnGaQQPGOGmO0i") },
	{ __LINE__, TEXT("RWQRc1Q3XtYD/q/GiZeC4krxy7jNV3B5yzABBIzi+wKnGaQQPGOGm===") },
	{ __LINE__, TEXT("RWQRc1Q3XtYD/q/GiZeC4krxy7jNV3B5yzABBIzi+wKnGaQQPGOG\nO0i") },
	{ __LINE__, TEXT(" WQRc1Q3XtYD/q/GiZeC4krxy7jNV3B5yzABBIzi+wKnGaQQPGOGmO0i") },
	{ __LINE__, TEXT("RWQRc1Q3XtYD/q/GiZeC4krxy7jNV3B5yzABBIzi+wKnGaQQPGOGmO0-") },
};

static void run(const char *command)
{
	if (system(command) != 0) {
		fprintf(stderr, "failed: %s\n", command);
		test_failed = 1;
	}
}

static void stock_minisign_verifies_ours(void)
{
	struct buffer b = { 0 };

	save("ours", data);
	save("ours.minisig", signature("by orion"));
	minisign_write_public_file(&key.public, &b);
	save("ours.pub", buffer_view(&b));
	buffer_free(&b);
	run("minisign -V -H -p ours.pub -m ours >ours.out && grep -q 'by orion' ours.out");
	run("echo x >>ours && ! minisign -V -H -p ours.pub -m ours >ours.out 2>&1");
}

static void stock_minisign_signs_with_our_key(void)
{
	struct buffer b = { 0 };

	save("theirs", data);
	minisign_write_secret_file(&key, &b);
	save("our.key", buffer_view(&b));
	buffer_free(&b);
	run("minisign -S -s our.key -m theirs -t 'by minisign' </dev/null >/dev/null");
	struct text comment = TEXT("");
	CHECK(minisign_verify(&key.public, data, load("theirs.minisig"), &comment) == 0);
	CHECK(text_is(comment, "by minisign"));
	// The key, and not the comment: in that minisign leaves out the zeros that a number begins with.
	run("minisign -R -f -s our.key -p again.pub && tail -n 1 ours.pub >ours.line && tail -n 1 again.pub | cmp ours.line -");
}

static void keys_of_stock_minisign_are_taken(void)
{
	struct minisign_key k;
	struct minisign_secret s;

	run("minisign -G -f -W -p their.pub -s their.key >/dev/null");
	CHECK(minisign_parse_public_file(&k, load("their.pub")) == 0);
	CHECK(minisign_parse_secret_file(&s, load("their.key")) == 0);
	CHECK(minisign_key_equal(&k, &s.public));
}

static void old_kind_of_signature_is_refused(void)
{
	run("minisign -S -l -s our.key -m theirs -x old.minisig </dev/null >/dev/null");
	CHECK(minisign_verify(&key.public, data, load("old.minisig"), NULL) == -E_TRUST);
	CHECK(strstr(error_text(), "another kind"));
}

int main(void)
{
	struct minisign_key k;

	CHECK(minisign_generate(&key) == 0);
	round_trip();
	key_files();
	halves_belong_together();
	every_changed_byte_is_refused();
	other_key_is_named();
	for (size_t i = 0; i < sizeof bad_keys / sizeof *bad_keys; i++)
		CHECK_AT(bad_keys[i].line, minisign_parse_key(&k, bad_keys[i].text) == -E_DATA);
	stock_minisign_verifies_ours();
	stock_minisign_signs_with_our_key();
	keys_of_stock_minisign_are_taken();
	old_kind_of_signature_is_refused();
	arena_free(&arena);
	return test_failed;
}
