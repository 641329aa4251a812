// SPDX-License-Identifier: MIT
// The spool of orion-httpd, where reports are taken from: a file each, ADDRESS_NAME. One that is taken gets another name, under which
// nothing new comes, and goes when all that follows from it is done; so what a run that was cut off has taken is there for the next.
#ifndef TAKEN_H
#define TAKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

struct arena;

enum taken_kind {
	TAKEN_REPORT, // a node said something of itself
	TAKEN_NOTE, // somebody got the file with that name
};

struct taken {
	const char *file; // its name now
	const char *address, *name; // name: of a note without its +
	enum taken_kind kind;
	struct text text; // empty: a note, or too long
	uint64_t seconds; // when it came
};

struct taken_list {
	struct taken *item; // the oldest first
	size_t count;
	bool more; // there are more, for the next time
};

enum { TAKEN_MOST = 1024 }; // in a list: who fills the spool fills no memory

// Takes what is there. Files that can't be one go. 0, or negative and recorded.
int taken_all(struct taken_list *l, struct arena *a, int spool);

// They are done with.
int taken_remove(const struct taken_list *l, int spool);

#endif
