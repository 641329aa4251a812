// SPDX-License-Identifier: MIT
// Being told of what comes into directories by a rename, as everything does that is whole.
#ifndef WATCH_H
#define WATCH_H

#include <stdbool.h>
#include <stddef.h>

enum { WATCH_NAME = 64, WATCH_MOVED = 32 };

struct watch {
	int fd, spool, channels;
	// since it was looked at
	bool reports; // something came into the spool
	char moved[WATCH_MOVED][WATCH_NAME]; // channels that were moved, each once
	size_t count;
	bool lost; // one of the directories isn't where it was: it is to be opened anew
};

// 0, or negative and recorded.
int watch_open(struct watch *w, const char *spool, const char *channels);

// Reads what there is to read, and waits for nothing. 0, or negative and recorded: -ESTALE when a directory was replaced.
int watch_read(struct watch *w);

#endif
