// SPDX-License-Identifier: MIT
// The signed files of a repository, and the file that says which they are: docs/orion-release.5.scd. Only their text;
// trust.h has whether to believe it. Each takes one spelling, which is the one that is written.
#ifndef RELEASE_H
#define RELEASE_H

#include <stdint.h>

#include "digest.h"
#include "minisign.h"
#include "signers.h"
#include "text.h"

struct buffer;

enum {
	RELEASE_LENGTH = 4096,	// bytes of each signed one
	LATEST_LENGTH = 32768,	// of the one that nobody signs
	ROOTS_MAX = 256,	// in the life of a repository
	ROOT_SIGNATURES_MAX = 2 * SIGNERS_MAX,	// of one root: by those before it, and by its own
	RELEASE_DAYS = 90,	// how long a timestamp is good at most
	RELEASE_INDEX_MAX = 64 << 20,	// bytes of the compressed index
};

#define SERIAL_MAX ((uint64_t)1 << 53)
#define DATE_MAX (((uint64_t)1 << 38) - 1)	// seconds since 1970; in the year 10680

// Signed by as many root keys as its threshold says, and by as many of the root before it: the keys that sign the other two, and
// the next root.
struct root {
	uint64_t serial;
	struct signers keys;
	struct minisign_key release, timestamp;
};

// Signed by the release key: the index.
struct release {
	uint64_t serial, date;
	uint64_t index_size;	// of the compressed file
	struct digest index;	// of the compressed file, which is named index-DIGEST.zst
};

// Signed by the timestamp key: which release is the newest, and until when that is good.
struct timestamp {
	uint64_t serial;
	uint64_t release_serial;
	struct digest release;	// of the file
	uint64_t date, expires;
};

// The one file whose content changes: the digests that name all roots there were and the newest timestamp. Nobody signs it.
struct latest {
	struct latest_root {
		struct digest digest;
		uint64_t signatures;	// how many it has
	} root[ROOTS_MAX];	// that with serial N is number N - 1
	size_t roots;
	struct digest timestamp;
};

int latest_parse(struct latest *l, struct text t);
void latest_write(const struct latest *l, struct buffer *b);
int root_parse(struct root *r, struct text t);
void root_write(const struct root *r, struct buffer *b);
int release_parse(struct release *r, struct text t);
void release_write(const struct release *r, struct buffer *b);
int timestamp_parse(struct timestamp *s, struct text t);
void timestamp_write(const struct timestamp *s, struct buffer *b);

#endif
