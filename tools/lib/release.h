// SPDX-License-Identifier: MIT
// The signed files of a repository, and the file that says which they are: docs/orion-release.5.scd. Only their text;
// trust.h has whether to believe it. Each takes one spelling, which is the one that is written.
#ifndef RELEASE_H
#define RELEASE_H

#include <stdint.h>

#include "digest.h"
#include "minisign.h"
#include "text.h"

struct buffer;

enum {
	RELEASE_LENGTH = 4096,	// bytes of each
	RELEASE_DAYS = 90,	// how long a timestamp is good at most
	RELEASE_INDEX_MAX = 64 << 20,	// bytes of the compressed index
};

#define SERIAL_MAX ((uint64_t)1 << 53)
#define DATE_MAX (((uint64_t)1 << 38) - 1)	// seconds since 1970; in the year 10680

// Signed by the root key: the keys that sign the other two.
struct root {
	uint64_t serial;
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

// The one file whose content changes: the digests that name the newest root and timestamp. Nobody signs it.
struct latest {
	struct digest root, timestamp;
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
