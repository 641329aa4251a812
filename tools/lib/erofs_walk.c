// SPDX-License-Identifier: MIT
// The walk through an EROFS image. Its inodes are in the order of the tree, so their numbers grow from path to path: where they don't, a file
// has two names or a directory is in itself.
#include "erofs_walk.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "erofs.h"
#include "erofs_read_impl.h"
#include "error.h"
#include "manifest.h"
#include "path.h"

enum {
	DIR_SIZE = 64 << 20,
	XATTR_SECURITY = 6,
	NAME_AT = 16,	// of the header and the entry of an xattr
	NAME = 10,	// capability
	VALUE = 20,	// struct vfs_cap_data, revision 2
	REVISION = 0x02000000,
};

struct walk {
	struct erofs_image image;
	erofs_visit *visit;
	void *arg;
	uint64_t next;	// the lowest number of an inode that may come
	char path[PATH_LENGTH + 1];
	size_t n;
};

static uint32_t get32(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static char type_of(unsigned mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR: return 'd';
	case S_IFREG: return 'f';
	case S_IFLNK: return 'l';
	case S_IFCHR: return 'c';
	case S_IFBLK: return 'b';
	}
	return 0;
}

// --- what an inode says

// The xattr security.capability as linux/capability.h has it, alone.
static int take_capability(const struct walk *w, const struct erofs_inode *i, struct capability *c)
{
	unsigned char b[NAME_AT + NAME + 2 + VALUE] = { 0 }, *v = b + NAME_AT + NAME;
	static const unsigned char entry[4] = { NAME, XATTR_SECURITY, VALUE, 0 };
	int rc = i->end - i->xattrs == sizeof b
		? erofs_read(&w->image, b, sizeof b, i->xattrs, "an attribute")
		: 0;

	if (rc)
		return rc;
	if (b[4] || memcmp(b + NAME_AT - 4, entry, 4) != 0 ||
		memcmp(b + NAME_AT, "capability", NAME) != 0 || (get32(v) | 1) != (REVISION | 1))
		return fail(-E_DATA, "it has other attributes than capabilities");
	*c = (struct capability){ .effective = get32(v) & 1,
		.permitted = get32(v + 4) | (uint64_t)get32(v + 12) << 32,
		.inheritable = get32(v + 8) | (uint64_t)get32(v + 16) << 32 };
	return 0;
}

// A device number as the kernel's new_decode_dev reads it.
static void take_device(struct erofs_path *p, uint32_t number)
{
	p->major = number >> 8 & 0xfff;
	p->minor = (number & 0xff) | (number >> 12 & 0xfff00);
}

static int take_content(const struct walk *w, const struct erofs_inode *i, struct erofs_path *p)
{
	p->size = i->size;
	if (!i->size)
		return 0;
	if (i->layout != EROFS_PLAIN)
		return fail(-E_DATA, "its content is compressed, or inline");
	p->at = w->image.start + (uint64_t)i->block * EROFS_BLOCK;
	return erofs_within(&w->image, p->at - w->image.start, i->size, "its content");
}

static int take(const struct walk *w, struct arena *a, const struct erofs_inode *i,
	struct erofs_path *p, struct capability *c)
{
	int rc = 0;

	*p = (struct erofs_path){ .path = { w->path, w->n },
		.type = type_of(i->mode),
		.mode = i->mode & 07777,
		.uid = i->uid,
		.gid = i->gid,
		.time = i->time };
	if (i->end > i->xattrs) {
		rc = take_capability(w, i, c);
		p->capability = c;
	}
	if (rc)
		return rc;
	switch (p->type) {
	case 'd': return 0;
	case 'f': return take_content(w, i, p);
	case 'l': return erofs_load(&w->image, i, a, TARGET_LENGTH, &p->target);
	case 'c':
	case 'b': take_device(p, i->block); return 0;
	}
	return fail(-E_DATA, "it is no file, directory, link or device");
}

// --- going through

static int walk_inode(struct walk *w, uint64_t nid);

static int walk_name(void *arg, struct text name, uint64_t nid)
{
	struct walk *w = arg;
	size_t was = w->n, slash = was != 0;

	if (memchr(name.s, '/', name.n) || was + slash + name.n > PATH_LENGTH)
		return fail(-E_DATA, "%.*s: a name in it can't be one", (int)was, w->path);
	if (slash)
		w->path[was] = '/';
	memcpy(w->path + was + slash, name.s, name.n);
	w->n += slash + name.n;
	int rc = path_check((struct text){ w->path, w->n });
	if (!rc)
		rc = walk_inode(w, nid);
	w->n = was;
	return rc;
}

static int visit(struct walk *w, struct arena *a, const struct erofs_inode *i)
{
	struct capability c;
	struct erofs_path p;
	int rc = take(w, a, i, &p, &c);

	if (!rc)
		rc = w->visit(w->arg, &p);
	return during(rc, "/%.*s", (int)w->n, w->path);
}

// One of a directory's depth of PATH_DEPTH at most, since path_check comes before.
static int walk_inode(struct walk *w, uint64_t nid)
{
	struct arena a = { NULL };
	struct erofs_inode i;
	struct text names;
	int rc = nid < w->next ? fail(-E_DATA, "/%.*s: it is there twice", (int)w->n, w->path) : 0;

	w->next = nid + 1;
	if (!rc)
		rc = erofs_load_inode(&w->image, nid, &i);
	if (!rc)
		rc = visit(w, &a, &i);
	if (!rc && S_ISDIR(i.mode)) {
		rc = erofs_load(&w->image, &i, &a, DIR_SIZE, &names);
		if (!rc)
			rc = erofs_each(names, walk_name, w);
	}
	arena_free(&a);
	return rc;
}

int erofs_walk(int fd, uint64_t start, erofs_visit *use, void *arg)
{
	struct walk w = { .visit = use, .arg = arg };
	int rc = erofs_open(&w.image, fd, start);

	return rc ? rc : walk_inode(&w, w.image.top);
}
