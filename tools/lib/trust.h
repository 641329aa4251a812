// SPDX-License-Identifier: MIT
// What a repository's signed files say, and whether they may be believed: docs/orion-release.5.scd, docs/trust-and-keys.7.scd.
#ifndef TRUST_H
#define TRUST_H

#include <stdint.h>

#include "digest.h"
#include "minisign.h"
#include "release.h"

struct arena;

// What is remembered of a repository between two runs; all 0 is a repository never seen.
struct trust_state {
	struct {
		uint64_t serial;	// 0: none was seen
		struct digest digest;	// of the file with that serial
	} root, release, timestamp;
	uint64_t clock;	// seconds: the newest date that was signed; no clock before it is believed
};

// A repository's signed files, verified.
struct trust {
	struct root root;
	struct release release;
	struct timestamp timestamp;
	struct trust_state state;	// before: what was remembered; after: what must be
	const char *where;	// the repository in errors, the caller's
};

// The bytes of a signed file and of its signature, not yet believed.
struct trust_file {
	struct text data, signature;
};

// Each checks one file: its signature first, then its text, then its serial against state, which is raised. In
// this order: root, timestamp, release. -E_TRUST or -E_DATA, recorded, when it must not be believed.
int trust_root(struct trust *t, const struct minisign_key *key, const struct trust_file *f);
int trust_timestamp(struct trust *t, const struct trust_file *f);
int trust_release(struct trust *t, const struct trust_file *f);

// The index is the one the release names.
int trust_index(const struct trust *t, struct text packed);

// 0 when the timestamp hasn't expired and the clock (seconds) isn't before what was signed already; else -E_TRUST. The text has the
// expiry, the clock and what to do.
int trust_fresh(const struct trust *t, uint64_t clock);

// The state as text, and back.
int trust_state_parse(struct trust_state *s, struct text t);
void trust_state_write(const struct trust_state *s, struct buffer *b);

#endif
