// SPDX-License-Identifier: MIT
// What a repository's signed files say, and whether they may be believed: docs/orion-release.5.scd, docs/trust-and-keys.7.scd.
#ifndef TRUST_H
#define TRUST_H

#include <stdint.h>

#include "digest.h"
#include "minisign.h"
#include "release.h"

struct buffer;

// What is remembered of a repository between two runs; all 0 is a repository never seen.
struct trust_state {
	struct digest
		keys; // of the root keys that the reader was given: with others it begins anew
	struct trust_seen {
		uint64_t serial;	// 0: none was seen
		struct digest digest;	// of the file with that serial
	} root, release, timestamp;
	uint64_t clock;	// seconds: the newest date that was signed; an earlier clock isn't believed
};

// A repository's signed files, verified.
struct trust {
	const char *where;	// the repository in errors: its directory or address; the caller's
	struct trust_state state;	// before: what was remembered; after: what is to be remembered
	struct root root;
	struct timestamp timestamp;
	struct release release;
};

// The bytes of a signed file and of its signature, not yet believed.
struct trust_file {
	struct text data, signature;
};

// The same of a root, which several sign.
struct trust_root_file {
	struct text data, signature[ROOT_SIGNATURES_MAX];
	size_t signatures;
};

// Takes what was remembered of the repository, unless that began with other keys than the reader is given now.
int trust_begin(struct trust *t, const struct trust_state *seen, const struct signers *given);

// The first root, by one of these two; then trust_root_next for each that follows, by serial and without a gap.
// What was seen has its digest, so no signature is asked.
int trust_root_seen(struct trust *t, struct text data);
// Nothing was seen: of the keys that the reader was given, and of its own, enough have signed it. It has this serial.
int trust_root_first(struct trust *t, const struct signers *given, uint64_t serial,
	const struct trust_root_file *f);
// Keys of the root before it and its own have signed it.
int trust_root_next(struct trust *t, const struct trust_root_file *f);

// Each checks one file: its signatures, then its text, then its serial against what was seen, which is raised. In this order.
// -E_TRUST or -E_DATA, recorded, when it must not be believed; what is remembered must not be kept then.
// A new root begins anew: keys that changed may have been stolen, and with them serials of the others made up.
int trust_timestamp(struct trust *t, const struct trust_file *f);
int trust_release(struct trust *t, const struct trust_file *f);

// The compressed index is the one that the release names.
int trust_index(const struct trust *t, struct text packed);

// 0 when the timestamp hasn't expired by this clock (seconds), and the clock isn't more than a day before what was signed already.
// Else -E_TRUST; the text has expiry, clock and what to do. Only who installs something new asks it.
int trust_fresh(const struct trust *t, uint64_t clock);

// The state as text, and back.
int trust_state_parse(struct trust_state *s, struct text t);
void trust_state_write(const struct trust_state *s, struct buffer *b);

#endif
