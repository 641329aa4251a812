// SPDX-License-Identifier: MIT
// BASE/trial: the generation of this server that `orion upgrade` lets it try, and how far that is. None, when nothing is tried.
#ifndef TRIAL_H
#define TRIAL_H

#include <stdint.h>

#include "digest.h"
#include "text.h"

struct arena;
struct buffer;

enum trial_state {
	TRIAL_PREPARED,	// the next start is of it
	TRIAL_STARTED,	// its services begin
	TRIAL_FAILED,	// the generation before runs again
};

struct trial {
	struct digest digest;
	enum trial_state state;
	uint64_t seconds;	// to be ready in
	struct text why;	// it isn't; may be empty
};

enum { TRIAL_LEAST = 10, TRIAL_MOST = 3600 };

// The text of such a file: one line. 0, or -E_DATA and recorded.
int trial_parse(struct trial *t, struct text text);
void trial_write(struct buffer *b, const struct trial *t);

// 0; -ENOENT and nothing recorded when there is none.
int trial_load(struct trial *t, struct arena *a, const char *base);
int trial_store(const struct trial *t, const char *base);

// Takes it away; none is all right.
int trial_remove(const char *base);

#endif
