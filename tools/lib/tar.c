// SPDX-License-Identifier: MIT
// Writing a tar archive. Numbers behind fields are their offsets in the header.
#include "tar.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "file.h"
#include "manifest.h"

enum {
	NAME = 0,
	NAME_SIZE = 100,
	MODE = 100,
	UID = 108,
	GID = 116,
	SIZE = 124,
	TIME = 136,
	SUM = 148,
	TYPE = 156,
	TARGET = 157,
	MAGIC = 257,
	MAJOR = 329,
	MINOR = 337,
	NUMBER = 8,	// bytes of a number
	LONG_NUMBER = 12,
	CAPABILITY = 20,	// bytes of struct vfs_cap_data, revision 2
};

void tar_begin(struct tar *t, int fd)
{
	t->fd = fd;
	t->rc = 0;
	t->size = t->left = 0;
	t->filled = 0;
}

static void flush(struct tar *t)
{
	if (!t->rc)
		t->rc = file_write(t->fd, t->room, t->filled, "the archive");
	t->filled = 0;
}

static void add(struct tar *t, const void *data, size_t n)
{
	const unsigned char *p = data;

	t->size += n;
	while (n) {
		size_t now = n < TAR_ROOM - t->filled ? n : TAR_ROOM - t->filled;

		memcpy(t->room + t->filled, p, now);
		t->filled += now;
		p += now;
		n -= now;
		if (t->filled == TAR_ROOM)
			flush(t);
	}
}

static void pad(struct tar *t)
{
	static const unsigned char zeros[TAR_BLOCK];

	add(t, zeros, (TAR_BLOCK - t->size % TAR_BLOCK) % TAR_BLOCK);
}

// In octal with a 0 behind it; what is too large in base 256, which GNU tar, libarchive and dpkg know.
static void put_number(unsigned char *field, size_t n, uint64_t v)
{
	char digits[32];

	if (v >> 3 * (n - 1)) {
		for (size_t i = n; i-- > 0; v >>= 8)
			field[i] = (unsigned char)v;
		field[0] |= 0x80;
		return;
	}
	snprintf(digits, sizeof digits, "%0*llo", (int)n - 1, (unsigned long long)v);
	memcpy(field, digits, n);
}

static void put_text(unsigned char *field, struct text t)
{
	if (t.n)
		memcpy(field, t.s, t.n < NAME_SIZE ? t.n : NAME_SIZE);
}

// The sum of all bytes, its own field counted as blanks.
static void put_sum(unsigned char *h)
{
	unsigned sum = 0;

	memset(h + SUM, ' ', NUMBER);
	for (size_t i = 0; i < TAR_BLOCK; i++)
		sum += h[i];
	put_number(h + SUM, NUMBER - 1, sum);
}

static void header(struct tar *t, char type, const struct tar_entry *e)
{
	unsigned char h[TAR_BLOCK] = { 0 };

	put_text(h + NAME, e->path);
	put_number(h + MODE, NUMBER, e->mode);
	put_number(h + UID, NUMBER, e->uid);
	put_number(h + GID, NUMBER, e->gid);
	put_number(h + SIZE, LONG_NUMBER, e->size);
	put_number(h + TIME, LONG_NUMBER, e->time);
	h[TYPE] = (unsigned char)type;
	put_text(h + TARGET, e->target);
	memcpy(h + MAGIC, "ustar  ", 8);
	if (type == '3' || type == '4') {
		put_number(h + MAJOR, NUMBER, e->major);
		put_number(h + MINOR, NUMBER, e->minor);
	}
	put_sum(h);
	add(t, h, sizeof h);
}

// A text that belongs to the next header.
static void extra(struct tar *t, char type, const char *name, const void *data, size_t n)
{
	const struct tar_entry e = { .mode = 0644, .size = n, .path = text_of(name) };

	header(t, type, &e);
	add(t, data, n);
	pad(t);
}

static void long_text(struct tar *t, char type, struct text text)
{
	char copy[4097] = "";

	if (text.n >= sizeof copy) {
		t->rc = t->rc ? t->rc : fail(-ENAMETOOLONG, "%.*s", TEXT_ARG(text));
		return;
	}
	memcpy(copy, text.s, text.n);
	extra(t, type, "././@LongLink", copy, text.n + 1);
}

static void put_le32(unsigned char *p, uint64_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(v >> 8 * i);
}

// A pax record `LENGTH KEY=VALUE\n`, with the value of the extended attribute.
static void capability(struct tar *t, const struct capability *c)
{
	enum { KEY = 33, RECORD = 3 + KEY + CAPABILITY + 1 };
	unsigned char record[RECORD + 1];

	snprintf((char *)record, sizeof record, "%d SCHILY.xattr.security.capability=", RECORD);
	unsigned char *value = record + 3 + KEY;
	put_le32(value, 0x02000000 | c->effective);
	put_le32(value + 4, c->permitted);
	put_le32(value + 8, c->inheritable);
	put_le32(value + 12, c->permitted >> 32);
	put_le32(value + 16, c->inheritable >> 32);
	value[CAPABILITY] = '\n';
	extra(t, 'x', "capability", record, RECORD);
}

static char type_of(char type)
{
	return type == 'd' ? '5' : type == 'l' ? '2' : type == 'c' ? '3' : type == 'b' ? '4' : '0';
}

void tar_entry(struct tar *t, const struct tar_entry *e)
{
	if (e->capability)
		capability(t, e->capability);
	if (e->target.n >= NAME_SIZE)
		long_text(t, 'K', e->target);
	if (e->path.n >= NAME_SIZE)
		long_text(t, 'L', e->path);
	header(t, type_of(e->type), e);
	t->left = e->size;
}

void tar_data(struct tar *t, const void *data, size_t n)
{
	if (n > t->left) {
		t->rc = t->rc ? t->rc : fail(-EINVAL, "the archive: more content than was said");
		return;
	}
	add(t, data, n);
	t->left -= n;
	if (!t->left)
		pad(t);
}

int tar_end(struct tar *t)
{
	static const unsigned char zeros[2 * TAR_BLOCK];

	if (!t->rc && t->left)
		t->rc = fail(-EINVAL, "the archive: less content than was said");
	add(t, zeros, sizeof zeros);
	flush(t);
	return t->rc;
}
