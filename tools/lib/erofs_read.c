// SPDX-License-Identifier: MIT
// The EROFS reader: superblock, inodes, directories, and the list of the top. Linux: fs/erofs/erofs_fs.h.
#include "erofs_read.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "erofs.h"
#include "erofs_read_impl.h"
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
	TOP_LENGTH = 64 << 10,
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

int erofs_open(struct erofs_image *m, int fd, uint64_t start)
{
	unsigned char head[EROFS_HEAD], *super = head + SUPER_AT;
	uint64_t size;
	int rc = file_read_at(fd, head, sizeof head, start, "the image");

	if (!rc)
		rc = erofs_size(head, sizeof head, &size);
	if (rc)
		return rc;
	*m = (struct erofs_image){ .fd = fd,
		.start = start,
		.size = size,
		.inodes = (uint64_t)get32(super + 40) * EROFS_BLOCK,
		.time = get64(super + 24),
		.top = get16(super + 14) };
	return 0;
}

int erofs_within(const struct erofs_image *m, uint64_t at, uint64_t n, const char *what)
{
	return at > m->size || n > m->size - at ? fail(-E_DATA, "%s is out of the image", what) : 0;
}

int erofs_read(const struct erofs_image *m, void *data, size_t n, uint64_t at, const char *what)
{
	int rc = erofs_within(m, at, n, what);

	return rc ? rc : file_read_at(m->fd, data, n, m->start + at, what);
}

int erofs_load_inode(const struct erofs_image *m, uint64_t nid, struct erofs_inode *i)
{
	unsigned char b[EXTENDED];

	if (nid > UINT32_MAX)
		return fail(-E_DATA, "an inode is out of the image");
	uint64_t at = m->inodes + nid * SLOT;
	int rc = erofs_read(m, b, SLOT, at, "an inode");
	bool extended = !rc && b[0] & 1;
	if (extended)
		rc = erofs_read(m, b, EXTENDED, at, "an inode");
	if (rc)
		return rc;
	i->layout = get16(b) >> 1 & 7;
	i->mode = get16(b + 4);
	i->size = extended ? get64(b + 8) : get32(b + 8);
	i->block = get32(b + 16);
	i->uid = extended ? get32(b + 24) : get16(b + 24);
	i->gid = extended ? get32(b + 28) : get16(b + 26);
	i->time = extended ? get64(b + 32) : m->time;
	i->xattrs = at + (extended ? EXTENDED : SLOT);
	i->end = i->xattrs;
	if (get16(b + 2))
		i->end += XATTR_HEADER + 4 * (get16(b + 2) - 1u);
	return 0;
}

int erofs_load(const struct erofs_image *m, const struct erofs_inode *i, struct arena *a,
	uint64_t limit, struct text *t)
{
	if ((i->layout != EROFS_PLAIN && i->layout != EROFS_INLINE) || !i->size || i->size > limit)
		return fail(-E_DATA, "a directory or link of it is not as it should be");
	size_t n = (size_t)i->size, tail = i->layout == EROFS_INLINE ? n % EROFS_BLOCK : 0;
	char *s = arena_array(a, 1, n);
	if (!s)
		return -ENOMEM;
	int rc = 0;
	if (n > tail)
		rc = erofs_read(m, s, n - tail, (uint64_t)i->block * EROFS_BLOCK, "a directory");
	if (!rc && tail)
		rc = erofs_read(m, s + n - tail, tail, i->end, "a directory");
	*t = (struct text){ s, n };
	return rc;
}

// Entries, then the names: the first entry says where these begin, and so how many entries there are.
static int read_block(struct text block, erofs_name *use, void *arg)
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
		const struct text t = { block.s + name, n };
		if (!text_is(t, ".") && !text_is(t, ".."))
			rc = use(arg, t, get64(b + at));
	}
	return rc;
}

int erofs_each(struct text dir, erofs_name *use, void *arg)
{
	int rc = 0;

	for (size_t at = 0; !rc && at < dir.n; at += EROFS_BLOCK) {
		size_t left = dir.n - at;

		rc = read_block(
			(struct text){ dir.s + at, left < EROFS_BLOCK ? left : EROFS_BLOCK }, use,
			arg);
	}
	return rc;
}

struct list {
	struct erofs_image image;
	struct erofs_file *file;
	size_t count;
};

static int add(void *arg, struct text name, uint64_t nid)
{
	struct list *l = arg;
	struct erofs_inode i;
	int rc = erofs_load_inode(&l->image, nid, &i);

	if (rc)
		return rc;
	if (!S_ISREG(i.mode) || (i.size && i.layout != EROFS_PLAIN))
		return fail(-E_DATA, "a file of it is not a plain one");
	if (l->count == EROFS_FILES)
		return fail(-E_DATA, "it has more than %d files", EROFS_FILES);
	l->file[l->count++] = (struct erofs_file){ name, (uint64_t)i.block * EROFS_BLOCK, i.size };
	return 0;
}

int erofs_list(struct erofs_file *file, size_t *count, uint64_t *size, struct arena *a, int fd)
{
	struct list l = { .file = file };
	struct erofs_inode top;
	struct text names = { NULL, 0 };
	int rc = erofs_open(&l.image, fd, 0);

	if (!rc)
		rc = erofs_load_inode(&l.image, l.image.top, &top);
	if (!rc && !S_ISDIR(top.mode))
		rc = fail(-E_DATA, "its top is no directory");
	if (!rc)
		rc = erofs_load(&l.image, &top, a, TOP_LENGTH, &names);
	if (!rc)
		rc = erofs_each(names, add, &l);
	*count = rc ? 0 : l.count;
	*size = rc ? 0 : l.image.size;
	return rc;
}
