// SPDX-License-Identifier: MIT
// What is in an EROFS image: what the list of its top and the walk through it share.
#ifndef EROFS_READ_IMPL_H
#define EROFS_READ_IMPL_H

#include <stddef.h>
#include <stdint.h>

#include "text.h"

struct arena;

// How contents lie: in blocks; in blocks, with what doesn't fill the last one behind the inode.
enum { EROFS_PLAIN = 0, EROFS_INLINE = 2 };

// An image that begins somewhere in a file. All other positions count from there.
struct erofs_image {
	int fd;
	uint64_t start;
	uint64_t size;
	uint64_t inodes;	// where they begin
	uint64_t time;		// of those inodes that have none
	uint16_t top;
};

struct erofs_inode {
	uint64_t xattrs;	// behind the inode: where they would be
	uint64_t end;		// behind these: where an inline tail begins
	uint64_t size, time;
	uint32_t block;		// or the number of a device
	uint32_t uid, gid;
	unsigned mode, layout;
};

int erofs_open(struct erofs_image *m, int fd, uint64_t start);

// 0 when those bytes are in the image, else -E_DATA and recorded; what names them in that.
int erofs_within(const struct erofs_image *m, uint64_t at, uint64_t n, const char *what);

// The same, and reads them.
int erofs_read(const struct erofs_image *m, void *data, size_t n, uint64_t at, const char *what);

int erofs_load_inode(const struct erofs_image *m, uint64_t nid, struct erofs_inode *i);

// The content of a directory or a link, of 1 to limit bytes.
int erofs_load(const struct erofs_image *m, const struct erofs_inode *i, struct arena *a,
	uint64_t limit, struct text *t);

// Calls use with each name of a directory but . and .., until it returns non-zero.
typedef int erofs_name(void *arg, struct text name, uint64_t nid);
int erofs_each(struct text dir, erofs_name *use, void *arg);

#endif
