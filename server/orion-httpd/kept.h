// SPDX-License-Identifier: MIT
// Answers that are kept: whole small files, each with its head, for as long as the file is the one that was read. A classroom that starts
// asks for the same ones again and again.
#ifndef KEPT_H
#define KEPT_H

#include <microhttpd.h>
#include <stdbool.h>

#include "served.h"

enum { KEPT_ANSWERS = 64 };	// a file's place follows from its number: another one in it makes room

struct kept {
	struct {
		struct MHD_Response *answer;	// NULL: the place is free
		struct served file;
	} place[KEPT_ANSWERS];
};

// The answer with that file, or NULL. It stays the table's: queue it, don't destroy it.
struct MHD_Response *kept_find(const struct kept *k, const struct served *file);

// Takes an answer over, and returns true; false: it stays the caller's. That of a file that was changed less than two seconds ago isn't
// kept: another change of it could have the same time.
bool kept_put(struct kept *k, const struct served *file, struct MHD_Response *answer);

void kept_free(struct kept *k);

#endif
