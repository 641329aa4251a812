// SPDX-License-Identifier: MIT
// All paths of an EROFS image as erofs_write makes it, without mounting it. What is found is hostile until the caller has compared digests.
#ifndef EROFS_WALK_H
#define EROFS_WALK_H

#include <stdint.h>

#include "text.h"

struct capability;

struct erofs_path {
	struct text path;	// empty: the top
	char type;		// d, f, l, c, b
	unsigned mode;		// permissions
	uint32_t uid, gid;
	uint32_t major, minor;	// of c and b
	uint64_t size, at;	// of f: its content in the file, from the image's start
	uint64_t time;
	struct text target;	// of l
	const struct capability *capability;	// or NULL
};

// Calls visit with each path of the image that begins at start of fd, a directory before what is in it, names in the order of bytes, until
// it returns non-zero. Texts are good until then. -E_DATA and recorded for what erofs_write doesn't make: contents that are
// compressed, sockets and pipes, a file under two names, extended attributes but capabilities.
typedef int erofs_visit(void *arg, const struct erofs_path *p);
int erofs_walk(int fd, uint64_t start, erofs_visit *visit, void *arg);

#endif
