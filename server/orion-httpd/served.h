// SPDX-License-Identifier: MIT
// The files that are served, and what HTTP says of one.
#ifndef SERVED_H
#define SERVED_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

// A directory whose files are served: those of the first one by their paths, those of another below /NAME/.
struct tree {
	const char *name;	// "" of the first one
	int dir;
	const char *below;	// where in it they are, looked up each time: it may be replaced; "": it
};

struct trees {
	const struct tree *tree;
	size_t count;
};

enum { ETAG_ROOM = 72 };

struct served {
	int fd;
	uint64_t size;
	time_t modified;
	dev_t device;	// with the number and this time: which file it is, and as of which change
	ino_t number;
	struct timespec changed;
	char etag[ETAG_ROOM];	// with quotes
	const char *type;
};

// Opens the regular file with that path (as request_path makes it). No link is followed, the last component's neither, and nothing
// leads out of its tree. 0, or the status that is the answer: 404, or 500 and 503, recorded.
int served_open(struct served *s, const struct trees *trees, const char *path);

#endif
