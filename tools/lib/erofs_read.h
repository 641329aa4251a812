// SPDX-License-Identifier: MIT
// Reading the top of an EROFS image without mounting it: where the contents of its files are. What is found is hostile until the
// caller has compared digests.
#ifndef EROFS_READ_H
#define EROFS_READ_H

#include <stddef.h>
#include <stdint.h>

#include "text.h"

struct arena;

enum { EROFS_FILES = 64, EROFS_HEAD = 1152 };

struct erofs_file {
	struct text name;
	uint64_t at, size;	// its content in the image
};

// How many bytes the image has, of which these are the first EROFS_HEAD or more; 0, or -E_DATA and recorded when it is none.
int erofs_size(const void *head, size_t n, uint64_t *size);

// Lists the regular files of the top directory, at most EROFS_FILES, that are neither compressed nor inline; others are -E_DATA and
// recorded, as is all that is no such image. The names are in the arena. *size is how many bytes the image has.
int erofs_list(struct erofs_file *file, size_t *count, uint64_t *size, struct arena *a, int fd);

#endif
