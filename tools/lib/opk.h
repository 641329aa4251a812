// SPDX-License-Identifier: MIT
// Reading a package: docs/opk.5.scd. Nothing is decompressed before its digest is checked.
#ifndef OPK_H
#define OPK_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "digest.h"
#include "manifest.h"

struct arena;

enum {
	OPK_MAGIC_HEADER = 0x184D2A50,	// skippable frames of zstd
	OPK_MAGIC_MANIFEST = 0x184D2A51,
	OPK_MAGIC_SEEK_TABLE = 0x184D2A5E,
	OPK_HEADER = 24,		// bytes of the first frame, its magic and length included
	OPK_HEAD_MAX = 64 << 20,	// bytes of the two first frames
};

// What the index says of a package.
struct opk_pin {
	uint64_t file_size, head_size;
	struct digest head;
};

// Room for one frame, and what unpacks it: made at the first frame, {0} before. Packages that are read one after the other
// (by one thread) can share one.
struct opk_room {
	struct ZSTD_DCtx_s *zstd;
	struct digest_stream *digest;
	unsigned char *packed, *content;
};

struct opk {
	const char *what;	// its name in errors, the caller's
	uint64_t file_size, head_size;
	struct digest digest;	// of the head: the package's
	struct manifest manifest;
	struct opk_reader *reader;
};

// Opens a package; the descriptor stays the caller's and must stay open. With a pin, the head must have its digest before
// anything is made of it, and -E_TRUST is the error when it hasn't. Without one (NULL), the package
// is as good as where it came from. The manifest lives in the arena.
int opk_open(struct opk *p, struct arena *a, int fd, const char *what, const struct opk_pin *pin);

// Goes to the content of a regular file of the manifest. Any order works; that of the manifest reads each frame once.
int opk_seek(struct opk *p, const struct entry *e);

// The next piece of that content: its length, 0 at the end, or negative and recorded. *data stays until the next call.
ssize_t opk_data(struct opk *p, const void **data);

// Reads all of it: each frame, each file's digest, the seek table. What a repository does before it lists one.
int opk_check(struct opk *p);

// From now on the package is read into that room, which must stay until opk_rest or opk_close. Nothing else uses it meanwhile.
void opk_share(struct opk *p, struct opk_room *room);

// Gives back what reading took (2 MiB), until it is read again; a shared room is let go of.
void opk_rest(struct opk *p);

void opk_close(struct opk *p);

void opk_room_free(struct opk_room *room);

#endif
