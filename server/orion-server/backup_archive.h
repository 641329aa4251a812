// SPDX-License-Identifier: MIT
// A backup as a tar archive: `manifest` first, then each file that it lists, in its order. There is one spelling: the same files
// give the same bytes, and a reader takes no others, so it needs no parser of tar's headers: it compares them with those that a writer would make.
#ifndef BACKUP_ARCHIVE_H
#define BACKUP_ARCHIVE_H

#include "backup_list.h"

struct arena;

// Writes the files of the list, which are below dir. -E_DATA when one isn't any more what the list says.
int backup_archive_write(int fd, int dir, const struct backup_list *l);

struct backup_archive {
	int fd;
	const char *name; // for what is recorded
	struct backup_list list;
	size_t next; // of the list
};

// Reads the list, from where fd stands; it may be a pipe.
int backup_archive_open(struct backup_archive *x, struct arena *a, int fd, const char *name);

// Copies the next file to out (-1: nowhere); it has its size and digest, or this fails.
int backup_archive_copy(struct backup_archive *x, int out);

// 0 when there is nothing behind the last file.
int backup_archive_end(struct backup_archive *x);

#endif
