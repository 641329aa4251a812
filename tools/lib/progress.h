// SPDX-License-Identifier: MIT
// How far long work is. What takes long begins a phase, what does the work adds to it, and one watcher of the program is told. It is
// no argument of everything in between, as errors aren't. Without a watcher nothing is counted.
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

enum progress_phase {
	PROGRESS_FETCH,	// bytes of packages
	PROGRESS_CHECK,	// bytes
	PROGRESS_UNPACK,	// bytes on the disk
	PROGRESS_APPLY,	// steps of a journal
	PROGRESS_PACK,	// bytes of contents
	PROGRESS_COMPRESS,	// bytes of contents
	PROGRESS_IMAGE,	// bytes
	PROGRESS_COPY,	// bytes
	PROGRESS_PHASES,
};

struct progress {
	enum progress_phase phase;
	uint64_t done, total;	// total 0: it isn't known
};

// Who is told: at the beginning of a phase, about a thousand times during it, and with NULL at its end. It may be called by any
// thread that adds, but never twice at once. To be set before anything begins.
void progress_watch(void (*watcher)(const struct progress *p));

// A phase that begins within another one is part of that. Each has its end, after an error too. Not to be called by a second thread.
void progress_begin(enum progress_phase phase, uint64_t total);
void progress_end(void);

// So much is done; nothing when another phase is under way. Costs little.
void progress_add(enum progress_phase phase, uint64_t n);

// Whether that phase is under way and somebody watches.
bool progress_watched(enum progress_phase phase);

#endif
