// SPDX-License-Identifier: MIT
// What a transaction has decided and must still do: docs/orion-transactions.7.scd. It is written once, whole, and ends in its own digest;
// from then on it is carried out, again and again if need be, until all of it is done.
#ifndef JOURNAL_H
#define JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "text.h"

struct arena;
struct buffer;

enum journal_verb {
	JOURNAL_STAGE,	// what follows is staged in that directory (empty path: the transaction's own)
	JOURNAL_REMOVE,	// what is there and is no directory
	JOURNAL_RMDIR,	// the directory, if it is empty
	JOURNAL_MOVE,	// the staged number to its place
	JOURNAL_MODE,	// mode and owner of a directory
	JOURNAL_STATE,	// the staged file of that name to its place in the state
};

struct journal_step {
	enum journal_verb verb;
	uint32_t number;	// of MOVE
	uint32_t uid, gid;	// of MODE
	uint16_t mode;
	struct text path;	// below the root; of STATE: a file's name
};

struct journal {
	struct journal_step *step;
	size_t count;
};

enum { JOURNAL_LENGTH = 1 << 30 };

// Writes the first line; one step; the last line, which is the digest of all before it. Errors stay in the buffer, but
// journal_end gives them.
void journal_begin(struct buffer *b);
void journal_add(struct buffer *b, const struct journal_step *s);
int journal_end(struct buffer *b);

// Reads it, all of it, before anything is done. t must stay. 0, or -E_DATA and recorded.
int journal_parse(struct journal *j, struct arena *a, struct text t);

#endif
