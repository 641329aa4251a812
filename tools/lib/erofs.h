// SPDX-License-Identifier: MIT
// Writing an EROFS image: the format of the kernel's fs/erofs/erofs_fs.h, not compressed, in 4 KiB blocks.
#ifndef EROFS_H
#define EROFS_H

#include <stdint.h>

struct digest_stream;
struct tree;

enum { EROFS_BLOCK = 4096, EROFS_UUID = 16 };

struct erofs_options {
	unsigned char uuid[EROFS_UUID];
	uint64_t time;			// of every file, seconds since 1970
	struct digest_stream *digest;	// gets every byte of the image; NULL: nothing does
};

// Writes the image of a tree to fd from where it stands, in one go, without seeking. First all metadata, then the
// contents in the order in which the packages have them. The same tree and options give the same bytes.
// *size (may be NULL) is how many. 0, or negative and recorded.
int erofs_write(const struct tree *t, int fd, const struct erofs_options *o, uint64_t *size);

// Whether all of an image but the contents of its files is what erofs_write writes of the tree, whose contents aren't read. 0; -E_DATA and
// recorded when it is not.
int erofs_compare(const struct tree *t, int fd, const struct erofs_options *o);

#endif
