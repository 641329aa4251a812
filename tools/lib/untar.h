// SPDX-License-Identifier: MIT
// Reading a tar archive entry by entry, from a pipe: ustar, GNU tar's long names and sparse files, pax. What is found is hostile.
#ifndef UNTAR_H
#define UNTAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { UNTAR_BLOCK = 512, UNTAR_NAME = 4096 };

struct untar {
	int fd;
	const unsigned char *head;	// what was read of the archive before; the caller's
	size_t heads;
	uint64_t left, padding;	// of the content of the entry, and behind it
};

struct untar_entry {
	char type;	// f regular, d directory, o another
	uint64_t size;	// of its content
	char path[UNTAR_NAME];	// printable, and never empty
};

// True when a file that begins with these bytes, a block at least, is an archive.
bool untar_is(const void *head, size_t n);

void untar_begin(struct untar *t, int fd, const void *head, size_t n);

// The next entry, whatever was read of the one before: 1, at the end of the archive 0, or negative and recorded.
int untar_next(struct untar *t, struct untar_entry *e);

// Up to n bytes of the content of the entry, 0 at its end, or negative and recorded.
ssize_t untar_read(struct untar *t, void *data, size_t n);

#endif
