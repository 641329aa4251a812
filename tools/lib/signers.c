// SPDX-License-Identifier: MIT
// Keys of which some suffice.
#include "signers.h"

#include <string.h>

#include "error.h"

// By number, then by bytes.
static int compare(const struct minisign_key *a, const struct minisign_key *b)
{
	int by_id = memcmp(a->id, b->id, sizeof a->id);

	return by_id ? by_id : memcmp(a->key, b->key, sizeof a->key);
}

// Of one key two numbers could be made, and of two keys one number: neither may count for two.
static bool same(const struct minisign_key *a, const struct minisign_key *b)
{
	return !memcmp(a->id, b->id, sizeof a->id) || !memcmp(a->key, b->key, sizeof a->key);
}

int signers_add(struct signers *s, const struct minisign_key *k)
{
	size_t at = 0;

	for (size_t i = 0; i < s->keys; i++) {
		if (same(&s->key[i], k))
			return fail(-E_DATA, "a key is there twice");
		at += compare(&s->key[i], k) < 0;
	}
	if (s->keys == SIGNERS_MAX)
		return fail(-E_DATA, "more than %d keys", SIGNERS_MAX);
	memmove(&s->key[at + 1], &s->key[at], (s->keys - at) * sizeof *s->key);
	s->key[at] = *k;
	s->keys++;
	return 0;
}

bool signers_have(const struct signers *s, const struct minisign_key *k)
{
	for (size_t i = 0; i < s->keys; i++)
		if (minisign_key_equal(&s->key[i], k))
			return true;
	return false;
}

bool signers_equal(const struct signers *a, const struct signers *b)
{
	if (a->keys != b->keys || a->threshold != b->threshold)
		return false;
	for (size_t i = 0; i < a->keys; i++)
		if (!minisign_key_equal(&a->key[i], &b->key[i]))
			return false;
	return true;
}

const struct minisign_key *signers_who(
	const struct signers *s, struct text data, struct text signature)
{
	for (size_t i = 0; i < s->keys; i++)
		if (!minisign_verify(&s->key[i], data, signature, NULL))
			return &s->key[i];
	return NULL;
}

size_t signers_count(
	const struct signers *s, struct text data, const struct text *signature, size_t signatures)
{
	bool signed_by[SIGNERS_MAX] = { false };
	size_t count = 0;

	for (size_t i = 0; i < signatures; i++) {
		const struct minisign_key *k = signers_who(s, data, signature[i]);

		if (k && !signed_by[k - s->key]) {
			signed_by[k - s->key] = true;
			count++;
		}
	}
	return count;
}

int signers_verify(
	const struct signers *s, struct text data, const struct text *signature, size_t signatures)
{
	if (s->keys == 1 && signatures == 1)
		return minisign_verify(&s->key[0], data, *signature, NULL);
	size_t count = signers_count(s, data, signature, signatures);

	return s->threshold && count >= s->threshold
		? 0
		: fail(-E_TRUST, "signed by %zu of its %zu keys, %zu are needed", count, s->keys,
			  s->threshold);
}
