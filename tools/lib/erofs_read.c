// SPDX-License-Identifier: MIT
// The EROFS reader: superblock, the inode of the top, its entries, their inodes. Linux: fs/erofs/erofs_fs.h.
#include "erofs_read.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "erofs.h"
#include "error.h"
#include "file.h"

enum {
	SUPER_AT = 1024,
	SUPER_SIZE = 128,
	MAGIC = 0xE0F5E1E2,
	SLOT = 32,
	EXTENDED = 64,
	DIRENT = 12,
	XATTR_HEADER = 12,
	FLAT_PLAIN = 0,
	FLAT_INLINE = 2,
	TOP_LENGTH = 64 << 10,
};

struct image {
	int fd;
	uint64_t size;
	uint64_t inodes;	// where they begin
	uint16_t top;
};

struct inode {
	uint64_t at, end;	// of it and of its attributes
	uint64_t size;
	uint32_t block;
	unsigned mode, layout;
};

static uint16_t get16(const unsigned char *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static uint32_t get32(const unsigned char *p)
{
	return get16(p) | (uint32_t)get16(p + 2) << 16;
}

static uint64_t get64(const unsigned char *p)
{
	return get32(p) | (uint64_t)get32(p + 4) << 32;
}

int erofs_size(const void *head, size_t n, uint64_t *size)
{
	const unsigned char *super = (const unsigned char *)head + SUPER_AT;

	if (n < SUPER_AT + SUPER_SIZE || get32(super) != MAGIC ||
		1u << (super[12] & 31) != EROFS_BLOCK)
		return fail(-E_DATA, "it is no EROFS image with blocks of %d bytes", EROFS_BLOCK);
	*size = (uint64_t)get32(super + 36) * EROFS_BLOCK;
	return 0;
}

static int open_image(struct image *m, int fd)
{
	unsigned char head[EROFS_HEAD], *super = head + SUPER_AT;
	uint64_t size;
	int rc = file_read_at(fd, head, sizeof head, 0, "the image");

	if (!rc)
		rc = erofs_size(head, sizeof head, &size);
	if (rc)
		return rc;
	*m = (struct image){ fd, size, (uint64_t)get32(super + 40) * EROFS_BLOCK,
		get16(super + 14) };
	return 0;
}

static int load_inode(const struct image *m, uint64_t nid, struct inode *i)
{
	unsigned char b[EXTENDED];

	if (nid > UINT32_MAX)
		return fail(-E_DATA, "an inode is out of the image");
	i->at = m->inodes + nid * SLOT;
	int rc = file_read_at(m->fd, b, SLOT, i->at, "an inode");
	bool extended = !rc && b[0] & 1;
	if (extended)
		rc = file_read_at(m->fd, b, EXTENDED, i->at, "an inode");
	if (rc)
		return rc;
	i->layout = get16(b) >> 1 & 7;
	i->mode = get16(b + 4);
	i->size = extended ? get64(b + 8) : get32(b + 8);
	i->block = get32(b + 16);
	i->end = i->at + (extended ? EXTENDED : SLOT);
	if (get16(b + 2))
		i->end += XATTR_HEADER + 4 * (get16(b + 2) - 1u);
	return 0;
}

// The whole of the top directory, whose last block may be behind its inode.
static int load_top(const struct image *m, struct arena *a, struct text *t)
{
	struct inode i;
	int rc = load_inode(m, m->top, &i);

	if (rc)
		return rc;
	if (!S_ISDIR(i.mode) || (i.layout != FLAT_PLAIN && i.layout != FLAT_INLINE) || !i.size ||
		i.size > TOP_LENGTH)
		return fail(-E_DATA, "its top is no directory as it should be");
	size_t n = (size_t)i.size, tail = i.layout == FLAT_INLINE ? n % EROFS_BLOCK : 0;
	char *s = arena_array(a, 1, n);
	if (!s)
		return -ENOMEM;
	rc = file_read_at(m->fd, s, n - tail, (uint64_t)i.block * EROFS_BLOCK, "a directory");
	if (!rc && tail)
		rc = file_read_at(m->fd, s + n - tail, tail, i.end, "a directory");
	*t = (struct text){ s, n };
	return rc;
}

struct list {
	struct image image;
	struct erofs_file *file;
	size_t count;
};

static int add(struct list *l, struct text name, uint64_t nid)
{
	struct inode i;

	if (text_is(name, ".") || text_is(name, ".."))
		return 0;
	int rc = load_inode(&l->image, nid, &i);
	if (rc)
		return rc;
	if (!S_ISREG(i.mode) || (i.size && i.layout != FLAT_PLAIN))
		return fail(-E_DATA, "a file of it is not a plain one");
	if (l->count == EROFS_FILES)
		return fail(-E_DATA, "it has more than %d files", EROFS_FILES);
	l->file[l->count++] = (struct erofs_file){ name, (uint64_t)i.block * EROFS_BLOCK, i.size };
	return 0;
}

// Entries, then the names: the first entry says where these begin, and so how many entries there are.
static int read_block(struct list *l, struct text block)
{
	const unsigned char *b = (const unsigned char *)block.s;
	size_t first = block.n < DIRENT ? 0 : get16(b + 8);
	int rc = 0;

	if (!first || first % DIRENT || first > block.n)
		return fail(-E_DATA, "a directory of it is damaged");
	for (size_t at = 0; !rc && at < first; at += DIRENT) {
		bool last = at + DIRENT == first;
		size_t name = get16(b + at + 8), end = last ? block.n : get16(b + at + DIRENT + 8);

		if (name < first || name >= end || end > block.n)
			return fail(-E_DATA, "a directory of it is damaged");
		size_t n = strnlen(block.s + name, end - name);
		rc = add(l, (struct text){ block.s + name, n }, get64(b + at));
	}
	return rc;
}

int erofs_list(struct erofs_file *file, size_t *count, uint64_t *size, struct arena *a, int fd)
{
	struct list l = { .file = file };
	struct text top = { NULL, 0 };
	int rc = open_image(&l.image, fd);

	if (!rc)
		rc = load_top(&l.image, a, &top);
	for (size_t at = 0; !rc && at < top.n; at += EROFS_BLOCK) {
		size_t left = top.n - at;

		rc = read_block(
			&l, (struct text){ top.s + at, left < EROFS_BLOCK ? left : EROFS_BLOCK });
	}
	*count = rc ? 0 : l.count;
	*size = rc ? 0 : l.image.size;
	return rc;
}
