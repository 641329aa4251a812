// SPDX-License-Identifier: MIT
// A copy of a file that is read while it is made: by a thread of its own where there is a second processor, else by who waits for it.
#ifndef COPIER_H
#define COPIER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "error.h"

struct copier {
	int from, to;
	uint64_t size;
	const char *what;	// for the record

	pthread_t thread;
	bool runs;	// there is one
	pthread_mutex_t lock;	// of what follows
	pthread_cond_t more;
	uint64_t done;
	bool stop;
	int rc;
	struct error why;
};

// Begins to copy that many bytes. The copier may not be moved until copier_end.
void copier_begin(struct copier *c, int from, uint64_t size, int to, const char *what);

// Waits until the bytes before `end` are there: 0, or negative and recorded.
int copier_wait(struct copier *c, uint64_t end);

// Copies nothing more than what copier_wait was called for.
void copier_end(struct copier *c);

#endif
