// SPDX-License-Identifier: MIT
// Writing a tar archive in the format of GNU tar, which dpkg reads too: long names in L and K entries, large numbers in base 256.
// Capabilities are pax headers. The same entries give the same bytes: no names of users, no time but that of the entry.
#ifndef TAR_H
#define TAR_H

#include <stddef.h>
#include <stdint.h>

#include "text.h"

struct capability;

enum { TAR_BLOCK = 512, TAR_ROOM = 128 * TAR_BLOCK };

// An archive under way. It keeps its first error: write, write, write, then ask tar_end.
struct tar {
	int fd;
	int rc;
	uint64_t size;	// bytes so far
	uint64_t left;	// of the content of the entry
	size_t filled;
	unsigned char room[TAR_ROOM];
};

struct tar_entry {
	char type;	// d, f, l, c, b
	unsigned mode;
	uint32_t uid, gid, major, minor;
	uint64_t size, time;
	struct text path;	// ends in a slash when it is a directory
	struct text target;	// of l
	const struct capability *capability;	// or NULL
};

void tar_begin(struct tar *t, int fd);
void tar_entry(struct tar *t, const struct tar_entry *e);

// Content of the entry: exactly its size in all, before the next one.
void tar_data(struct tar *t, const void *data, size_t n);

// 0, or the first error, recorded.
int tar_end(struct tar *t);

#endif
