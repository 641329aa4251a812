// SPDX-License-Identifier: MIT
// The EROFS writer.
//
//	0		nothing (1024 bytes)
//	1024		superblock (128 bytes), then the inodes in the order of the tree, each followed by its xattrs and its
//			inline tail: the end of a directory, or the target of a link. None crosses the end of a block.
//	then		the full blocks of directories
//	then		the contents of files
//
// Files are not inline: a walk through the tree then reads the beginning of the image and nothing else. A number of an
// inode (nid) is its position in units of 32 bytes.
#include "erofs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "error.h"
#include "file.h"
#include "opk.h"
#include "path.h"
#include "progress.h"
#include "tree.h"

enum {
	SUPER_AT = 1024,
	SUPER_SIZE = 128,
	SLOT = 32,
	INODE_COMPACT = 32,
	INODE_EXTENDED = 64,
	DIRENT = 12,
	MAGIC = 0xE0F5E1E2,
	COMPAT_SB_CHECKSUM = 1,
	COMPAT_MTIME = 2,
	FLAT_PLAIN = 0,
	FLAT_INLINE = 2,
	XATTR_HEADER = 12,
	XATTR_SECURITY = 6,
	CAPABILITY_VALUE = 20,	// struct vfs_cap_data, revision 2
	CAPABILITY_SIZE =
		XATTR_HEADER + 4 + 10 + 2 + CAPABILITY_VALUE, // name "capability", padded to 4
	SINK = 1 << 20,
	MAJOR_MAX = 0xfff,
	MINOR_MAX = 0xfffff,
};

#define NO_BLOCK UINT32_MAX

struct inode {
	const struct node *node;
	uint32_t parent;	// index of its directory; the top's is itself
	uint32_t first, count;	// of a directory: its children in layout.child
	uint32_t nlink;
	uint64_t at;		// its position in the image
	uint64_t size;
	uint32_t block;		// where its full blocks, or a file's content, begin
	uint16_t tail;		// bytes that are inline
};

struct layout {
	struct inode *inode;	// in the order of the tree
	uint32_t count;
	uint32_t *child;	// indices of inodes, directory by directory, sorted by name
	struct inode **content;	// files that have one, in the order of the contents
	size_t contents;
	uint64_t data;		// the block where contents begin
	uint64_t blocks;
	unsigned char *meta;	// all before the contents
};

static bool is_dir(const struct inode *i)
{
	return i->node->entry->type == 'd';
}

static bool is_extended(const struct inode *i)
{
	const struct entry *e = i->node->entry;

	return e->uid > UINT16_MAX || e->gid > UINT16_MAX || i->nlink > UINT16_MAX ||
		i->size > UINT32_MAX;
}

static size_t inode_size(const struct inode *i)
{
	size_t head = is_extended(i) ? INODE_EXTENDED : INODE_COMPACT;

	return head + (i->node->capability ? CAPABILITY_SIZE : 0) + i->tail;
}

static uint64_t blocks_of(uint64_t size)
{
	return size / EROFS_BLOCK + (size % EROFS_BLOCK != 0);
}

// Directories

// The entries of a directory in the order of their names, `.` and `..` among them.
struct listing {
	const struct layout *l;
	uint32_t dir, next;	// next: of the children
	int dots;		// how many of the two were given
};

struct dirent {
	struct text name;
	uint32_t inode;
};

static bool next_dirent(struct listing *s, struct dirent *d)
{
	static const struct text dot[] = { { ".", 1 }, { "..", 2 } };
	const struct inode *dir = &s->l->inode[s->dir];
	bool more = s->next < dir->count;

	if (more) {
		d->inode = s->l->child[dir->first + s->next];
		d->name = path_name(s->l->inode[d->inode].node->entry->path);
	}
	if (s->dots < 2 && (!more || text_compare(dot[s->dots], d->name) < 0)) {
		d->name = dot[s->dots];
		d->inode = s->dots++ ? dir->parent : s->dir;
		return true;
	}
	s->next++;
	return more;
}

// Bytes of a directory: no name or entry crosses the end of a block, and all blocks but the last count whole.
static uint64_t dir_size(const struct layout *l, uint32_t dir)
{
	struct listing s = { .l = l, .dir = dir };
	uint64_t full = 0, used = 0;
	struct dirent d;

	while (next_dirent(&s, &d)) {
		size_t n = DIRENT + d.name.n;

		if (used + n > EROFS_BLOCK) {
			full += EROFS_BLOCK;
			used = 0;
		}
		used += n;
	}
	return full + used;
}

// Layout

static int check(const struct entry *e)
{
	if ((e->type == 'c' || e->type == 'b') && (e->major > MAJOR_MAX || e->minor > MINOR_MAX))
		return fail(-E_DATA, "%.*s: no device has these numbers", TEXT_ARG(e->path));
	if (e->type == 'l' && (!e->target.n || e->target.n > TARGET_LENGTH))
		return fail(-E_DATA, "%.*s: a link's target has 1 to %d bytes", TEXT_ARG(e->path),
			TARGET_LENGTH);
	return 0;
}

// Parents: in the tree's order, what is below a directory is behind it.
static int find_parents(struct layout *l, const struct tree *t)
{
	uint32_t dir = 0;

	for (uint32_t i = 0; i < l->count; i++) {
		struct inode *n = &l->inode[i];
		struct text parent = path_parent(t->node[i].entry->path);
		int rc = check(t->node[i].entry);

		if (rc)
			return rc;
		n->node = &t->node[i];
		n->nlink = is_dir(n) ? 2 : 1;
		if (i == 0)
			continue;
		while (dir && !text_equal(l->inode[dir].node->entry->path, parent))
			dir = l->inode[dir].parent;
		n->parent = dir;
		l->inode[dir].count++;
		l->inode[dir].nlink += is_dir(n);
		if (is_dir(n))
			dir = i;
	}
	return 0;
}

static void fill_children(struct layout *l)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < l->count; i++) {
		l->inode[i].first = at;
		at += l->inode[i].count;
		l->inode[i].count = 0;
	}
	for (uint32_t i = 1; i < l->count; i++) {
		struct inode *dir = &l->inode[l->inode[i].parent];

		l->child[dir->first + dir->count++] = i;
	}
}

static void find_sizes(struct layout *l)
{
	for (uint32_t i = 0; i < l->count; i++) {
		struct inode *n = &l->inode[i];

		switch (n->node->entry->type) {
		case 'd': n->size = dir_size(l, i); break;
		case 'l': n->size = n->node->entry->target.n; break;
		case 'f': n->size = n->node->entry->size; break;
		}
		if (n->node->entry->type != 'f')
			n->tail = (uint16_t)(n->size % EROFS_BLOCK);
		if (inode_size(n) > EROFS_BLOCK)
			n->tail = 0;
	}
}

static void place_inodes(struct layout *l)
{
	uint64_t at = SUPER_AT + SUPER_SIZE;

	for (uint32_t i = 0; i < l->count; i++) {
		struct inode *n = &l->inode[i];
		size_t size = inode_size(n);

		if (at % EROFS_BLOCK + size > EROFS_BLOCK)
			at = blocks_of(at) * EROFS_BLOCK;
		n->at = at;
		at += (size + SLOT - 1) / SLOT * SLOT;
	}
	l->data = blocks_of(at);
}

static uint32_t take(uint64_t *next, uint64_t size)
{
	uint32_t at = size ? (uint32_t)*next : NO_BLOCK;

	*next += blocks_of(size);
	return at;
}

// Directories and links: what isn't inline.
static void place_blocks(struct layout *l)
{
	for (uint32_t i = 0; i < l->count; i++) {
		struct inode *n = &l->inode[i];

		if (n->node->entry->type == 'd' || n->node->entry->type == 'l')
			n->block = take(&l->data, n->size - n->tail);
	}
}

// As the packages have them, so that each payload is read from its beginning to its end; then what was made here.
static int compare_contents(const void *pa, const void *pb)
{
	const struct inode *a = *(const struct inode *const *)pa,
			   *b = *(const struct inode *const *)pb;
	const struct source *sa = a->node->source, *sb = b->node->source;

	if (sa != sb)
		return !sa ? 1 : !sb ? -1 : sa < sb ? -1 : 1;
	if (sa && a->node->entry->at != b->node->entry->at)
		return a->node->entry->at < b->node->entry->at ? -1 : 1;
	return a < b ? -1 : a > b;
}

static int place_contents(struct layout *l)
{
	for (uint32_t i = 0; i < l->count; i++) {
		if (l->inode[i].node->entry->type == 'f' && l->inode[i].size)
			l->content[l->contents++] = &l->inode[i];
	}
	qsort(l->content, l->contents, sizeof *l->content, compare_contents);
	l->blocks = l->data;
	for (size_t i = 0; i < l->contents; i++)
		l->content[i]->block = take(&l->blocks, l->content[i]->size);
	if (l->blocks >= NO_BLOCK)
		return fail(-EFBIG, "an EROFS image has at most 16 TiB");
	return 0;
}

static void layout_free(struct layout *l)
{
	free(l->inode);
	free(l->child);
	free(l->content);
	free(l->meta);
}

static int lay_out(struct layout *l, const struct tree *t)
{
	if (t->count >= UINT32_MAX)
		return fail(-EFBIG, "a tree of %zu paths", t->count);
	l->count = (uint32_t)t->count;
	l->inode = calloc(t->count, sizeof *l->inode);
	l->child = calloc(t->count, sizeof *l->child);
	l->content = calloc(t->count, sizeof *l->content);
	if (!l->inode || !l->child || !l->content)
		return fail(-ENOMEM, "the layout of %zu paths", t->count);
	int rc = find_parents(l, t);
	if (rc)
		return rc;
	fill_children(l);
	find_sizes(l);
	place_inodes(l);
	place_blocks(l);
	rc = place_contents(l);
	if (rc)
		return rc;
	l->meta = calloc(l->data, EROFS_BLOCK);
	return l->meta ? 0 : fail(-ENOMEM, "the metadata of %zu paths", t->count);
}

// Metadata

static void put16(unsigned char *p, uint32_t v)
{
	p[0] = (unsigned char)v;
	p[1] = (unsigned char)(v >> 8);
}

static void put32(unsigned char *p, uint32_t v)
{
	put16(p, v & 0xffff);
	put16(p + 2, v >> 16);
}

static void put64(unsigned char *p, uint64_t v)
{
	put32(p, (uint32_t)v);
	put32(p + 4, (uint32_t)(v >> 32));
}

// As directory entries have it.
static unsigned char type_number(char type)
{
	switch (type) {
	case 'd': return 2;
	case 'c': return 3;
	case 'b': return 4;
	case 'l': return 7;
	}
	return 1;
}

// A device number as the kernel's new_decode_dev wants it.
static uint32_t device(const struct entry *e)
{
	return (e->minor & 0xff) | e->major << 8 | (e->minor & ~0xffu) << 12;
}

// The xattr security.capability: header, entry, and the value as linux/capability.h has it.
static void write_capability(unsigned char *p, const struct capability *c)
{
	unsigned char *value = p + XATTR_HEADER + 4 + 10;

	p[XATTR_HEADER] = 10;
	p[XATTR_HEADER + 1] = XATTR_SECURITY;
	put16(p + XATTR_HEADER + 2, CAPABILITY_VALUE);
	memcpy(p + XATTR_HEADER + 4, "capability", 10);
	put32(value, 0x02000000 | c->effective);
	put32(value + 4, (uint32_t)c->permitted);
	put32(value + 8, (uint32_t)c->inheritable);
	put32(value + 12, (uint32_t)(c->permitted >> 32));
	put32(value + 16, (uint32_t)(c->inheritable >> 32));
}

static void write_compact(unsigned char *p, const struct inode *n)
{
	put16(p + 6, n->nlink);
	put32(p + 8, (uint32_t)n->size);
	put16(p + 24, n->node->entry->uid);
	put16(p + 26, n->node->entry->gid);
}

static void write_extended(unsigned char *p, const struct inode *n, uint64_t time)
{
	put64(p + 8, n->size);
	put32(p + 24, n->node->entry->uid);
	put32(p + 28, n->node->entry->gid);
	put64(p + 32, time);
	put32(p + 44, n->nlink);
}

// The inode and its xattrs; what comes behind is where its tail belongs.
static unsigned char *write_inode(struct layout *l, uint32_t i, uint64_t time)
{
	const struct inode *n = &l->inode[i];
	const struct entry *e = n->node->entry;
	unsigned char *p = l->meta + n->at;
	bool extended = is_extended(n), device_file = e->type == 'c' || e->type == 'b';

	put16(p, (uint32_t)extended | (uint32_t)(n->tail ? FLAT_INLINE : FLAT_PLAIN) << 1);
	put16(p + 2, n->node->capability ? 1 + (CAPABILITY_SIZE - XATTR_HEADER) / 4 : 0);
	put16(p + 4, entry_type_bits(e->type) | e->mode);
	put32(p + 16, device_file ? device(e) : n->size ? n->block : NO_BLOCK);
	put32(p + 20, i + 1);
	if (extended)
		write_extended(p, n, time);
	else
		write_compact(p, n);
	p += extended ? INODE_EXTENDED : INODE_COMPACT;
	if (!n->node->capability)
		return p;
	write_capability(p, n->node->capability);
	return p + CAPABILITY_SIZE;
}

// One block of a directory: first the numbers, then the names.
static void write_dir_block(
	const struct layout *l, unsigned char *p, const struct dirent *d, size_t count)
{
	size_t name = count * DIRENT;

	for (size_t i = 0; i < count; i++, p += DIRENT) {
		const struct inode *n = &l->inode[d[i].inode];

		put64(p, n->at / SLOT);
		put16(p + 8, (uint32_t)name);
		p[10] = type_number(n->node->entry->type);
		memcpy(p + name - i * DIRENT, d[i].name.s, d[i].name.n);
		name += d[i].name.n;
	}
}

// Where the next block of a directory goes: the full ones to its blocks, the last behind its inode when it has a tail.
static unsigned char *dir_block(
	struct layout *l, const struct inode *n, uint64_t number, unsigned char *tail)
{
	if (n->tail && number == n->size / EROFS_BLOCK)
		return tail;
	return l->meta + (n->block + number) * EROFS_BLOCK;
}

static void write_dir(struct layout *l, uint32_t dir, unsigned char *tail)
{
	struct dirent d[EROFS_BLOCK / (DIRENT + 1) + 1];
	struct listing s = { .l = l, .dir = dir };
	size_t count = 0, used = 0;
	uint64_t number = 0;

	while (next_dirent(&s, &d[count])) {
		size_t n = DIRENT + d[count].name.n;

		if (used + n > EROFS_BLOCK) {
			write_dir_block(l, dir_block(l, &l->inode[dir], number++, tail), d, count);
			d[0] = d[count];
			count = used = 0;
		}
		count++;
		used += n;
	}
	write_dir_block(l, dir_block(l, &l->inode[dir], number, tail), d, count);
}

static void write_link(struct layout *l, const struct inode *n, unsigned char *tail)
{
	unsigned char *to = n->tail ? tail : l->meta + (uint64_t)n->block * EROFS_BLOCK;

	memcpy(to, n->node->entry->target.s, n->size);
}

// CRC-32C without the inversion at the end.
static uint32_t crc32c(const unsigned char *p, size_t n)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < n; i++) {
		crc ^= p[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
	}
	return crc;
}

// Last of all, because its checksum covers what stands behind it in its block.
static void write_super(struct layout *l, const struct erofs_options *o)
{
	unsigned char *p = l->meta + SUPER_AT;

	put32(p, MAGIC);
	put32(p + 8, COMPAT_SB_CHECKSUM | COMPAT_MTIME);
	p[12] = 12;	// 1 << 12 bytes a block
	put16(p + 14, (uint32_t)(l->inode[0].at / SLOT));
	put64(p + 16, l->count);
	put64(p + 24, o->time);
	put32(p + 36, (uint32_t)l->blocks);
	memcpy(p + 48, o->uuid, EROFS_UUID);
	put32(p + 4, crc32c(p, EROFS_BLOCK - SUPER_AT));
}

static void write_meta(struct layout *l, const struct erofs_options *o)
{
	for (uint32_t i = 0; i < l->count; i++) {
		unsigned char *tail = write_inode(l, i, o->time);

		switch (l->inode[i].node->entry->type) {
		case 'd': write_dir(l, i, tail); break;
		case 'l': write_link(l, &l->inode[i], tail); break;
		}
	}
	write_super(l, o);
}

// Output in large pieces

struct sink {
	int fd;
	struct digest_stream *digest;
	unsigned char *buf;	// SINK bytes
	size_t n;		// bytes in it
	uint64_t total;
};

// The disk begins while the next piece is made; whoever wants it there waits for less then. Where that can't be it isn't needed.
static int flush(struct sink *s)
{
	if (s->digest)
		digest_add(s->digest, s->buf, s->n);
	int rc = s->n ? file_write(s->fd, s->buf, s->n, "the image") : 0;
	if (!rc && s->n == SINK)
		sync_file_range(s->fd, (off_t)(s->total - SINK), SINK, SYNC_FILE_RANGE_WRITE);
	progress_add(PROGRESS_IMAGE, s->n);
	s->n = 0;
	return rc;
}

static int sink_add(void *arg, const void *data, size_t n)
{
	struct sink *s = arg;
	const unsigned char *p = data;

	for (size_t k; n; p += k, n -= k) {
		k = n < SINK - s->n ? n : SINK - s->n;
		memcpy(s->buf + s->n, p, k);
		s->n += k;
		s->total += k;
		int rc = s->n == SINK ? flush(s) : 0;
		if (rc)
			return rc;
	}
	return 0;
}

static int sink_pad(struct sink *s)
{
	static const unsigned char zero[EROFS_BLOCK];

	return sink_add(s, zero, (size_t)(-s->total % EROFS_BLOCK));
}

static int write_content(const struct inode *n, struct sink *s)
{
	uint64_t end = s->total + n->size;
	int rc = tree_content(n->node, sink_add, s);

	if (!rc && s->total != end)
		rc = fail(-E_DATA, "%.*s: its content is not as long as was said",
			TEXT_ARG(n->node->entry->path));
	return rc ? rc : sink_pad(s);
}

// One package after the other, all in one room.
static int write_contents(const struct layout *l, struct sink *s)
{
	struct opk_room room = { 0 };
	struct opk *reading = NULL;
	int rc = 0;

	for (size_t i = 0; !rc && i < l->contents; i++) {
		const struct source *source = l->content[i]->node->source;
		struct opk *opk = source ? source->opk : NULL;

		if (opk != reading) {
			if (reading)
				opk_rest(reading);
			if (opk)
				opk_share(opk, &room);
			reading = opk;
		}
		rc = write_content(l->content[i], s);
	}
	if (reading)
		opk_rest(reading);
	opk_room_free(&room);
	return rc;
}

static int write_all(const struct layout *l, struct sink *s)
{
	int rc = sink_add(s, l->meta, l->data * EROFS_BLOCK);

	if (!rc)
		rc = write_contents(l, s);
	return rc ? rc : flush(s);
}

int erofs_write(const struct tree *t, int fd, const struct erofs_options *o, uint64_t *size)
{
	struct layout l = { 0 };
	struct sink s = { .fd = fd, .digest = o->digest, .buf = malloc(SINK) };
	int rc = s.buf ? lay_out(&l, t) : fail(-ENOMEM, "the image");

	if (!rc) {
		write_meta(&l, o);
		progress_begin(PROGRESS_IMAGE, l.blocks * EROFS_BLOCK);
		rc = write_all(&l, &s);
		progress_end();
	}
	if (!rc && size)
		*size = s.total;
	layout_free(&l);
	free(s.buf);
	return rc;
}

// Comparing

static int differs(void)
{
	return fail(-E_DATA, "it is not laid out as orion-pkg writes it");
}

static int compare_meta(const struct layout *l, int fd)
{
	unsigned char is[EROFS_BLOCK];

	for (uint64_t i = 0; i < l->data; i++) {
		int rc = file_read_at(fd, is, sizeof is, i * EROFS_BLOCK, "the image");

		if (rc)
			return rc;
		if (memcmp(is, l->meta + i * EROFS_BLOCK, sizeof is) != 0)
			return differs();
	}
	return 0;
}

// Behind a file's content, up to the next one.
static int compare_padding(const struct inode *n, int fd)
{
	static const unsigned char zero[EROFS_BLOCK];
	unsigned char is[EROFS_BLOCK];
	size_t pad = (size_t)(-n->size % EROFS_BLOCK);
	int rc = file_read_at(fd, is, pad, (uint64_t)n->block * EROFS_BLOCK + n->size, "the image");

	return rc ? rc : memcmp(is, zero, pad) ? differs() : 0;
}

int erofs_compare(const struct tree *t, int fd, const struct erofs_options *o)
{
	struct layout l = { 0 };
	int rc = lay_out(&l, t);

	if (!rc) {
		write_meta(&l, o);
		rc = compare_meta(&l, fd);
	}
	for (size_t i = 0; !rc && i < l.contents; i++)
		rc = compare_padding(l.content[i], fd);
	layout_free(&l);
	return rc;
}
