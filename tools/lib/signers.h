// SPDX-License-Identifier: MIT
// Keys of which some suffice: m of n must have signed.
#ifndef SIGNERS_H
#define SIGNERS_H

#include <stdbool.h>
#include <stddef.h>

#include "minisign.h"

enum { SIGNERS_MAX = 16 };	// keys

struct signers {
	struct minisign_key key[SIGNERS_MAX];	// sorted, each once
	size_t keys, threshold;	// 1 <= threshold <= keys
};

// Adds a key where it belongs. -E_DATA when one with its number or its bytes is there already, or there are too many.
int signers_add(struct signers *s, const struct minisign_key *k);

bool signers_have(const struct signers *s, const struct minisign_key *k);
bool signers_equal(const struct signers *a, const struct signers *b);

// The key of theirs that made the signature of data; NULL when none did.
const struct minisign_key *signers_who(
	const struct signers *s, struct text data, struct text signature);

// How many of the keys have signed data; whoever did so twice counts once.
size_t signers_count(
	const struct signers *s, struct text data, const struct text *signature, size_t signatures);

// 0 when as many as the threshold have signed data, else -E_TRUST and recorded.
int signers_verify(
	const struct signers *s, struct text data, const struct text *signature, size_t signatures);

#endif
