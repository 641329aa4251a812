// SPDX-License-Identifier: MIT
// A text that one server tells another, and nobody else can read: both keys are those of peer.h. The same text gives the same bytes.
#ifndef SEALED_H
#define SEALED_H

#include "minisign.h"
#include "text.h"

struct arena;
struct buffer;

enum {
	SEALED_TAG = 16,
	SEALED_MORE = 16 + SEALED_TAG, // bytes that it is longer
};

int sealed_make(struct buffer *b, const struct minisign_secret *from, const struct minisign_key *to,
	struct text t);

// Opens what came (hostile): -E_TRUST and recorded when it is not of that server, for this one, or altered. The text is in the arena.
int sealed_open(struct text *t, struct arena *a, const struct minisign_secret *to,
	const struct minisign_key *from, struct text sealed);

#endif
