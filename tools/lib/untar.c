// SPDX-License-Identifier: MIT
// Reading a tar archive. Numbers behind fields are their offsets in the header.
#include "untar.h"

#include <errno.h>
#include <string.h>

#include "error.h"
#include "file.h"
#include "text.h"

enum {
	NAME = 0,
	NAME_SIZE = 100,
	SIZE = 124,
	SIZE_SIZE = 12,
	SUM = 148,
	SUM_SIZE = 8,
	TYPE = 156,
	MAGIC = 257,
	PREFIX = 345,
	PREFIX_SIZE = 155,
	SPARSE_MORE = 482,	// of GNU's type S: blocks of the map follow
	MAP_MORE = 504,
	PAX_LENGTH = 64 << 10,
};

static const uint64_t SIZE_MAX_OF_ENTRY = (uint64_t)1 << 50;

bool untar_is(const void *head, size_t n)
{
	return n >= UNTAR_BLOCK && !memcmp((const char *)head + MAGIC, "ustar", 5);
}

void untar_begin(struct untar *t, int fd, const void *head, size_t n)
{
	*t = (struct untar){ .fd = fd, .head = head, .heads = n };
}

static ssize_t some(struct untar *t, void *data, size_t n)
{
	size_t now = n < t->heads ? n : t->heads;

	if (!now)
		return file_read_some(t->fd, data, n, "the archive");
	memcpy(data, t->head, now);
	t->head += now;
	t->heads -= now;
	return (ssize_t)now;
}

static int cut_short(void)
{
	return fail(-E_DATA, "the archive ends too early");
}

static int exactly(struct untar *t, void *data, size_t n)
{
	for (size_t done = 0; done < n;) {
		ssize_t k = some(t, (char *)data + done, n - done);

		if (k <= 0)
			return k ? (int)k : cut_short();
		done += (size_t)k;
	}
	return 0;
}

ssize_t untar_read(struct untar *t, void *data, size_t n)
{
	if (!t->left || !n)
		return 0;
	ssize_t k = some(t, data, n < t->left ? n : (size_t)t->left);
	if (!k)
		return cut_short();
	if (k > 0)
		t->left -= (uint64_t)k;
	return k;
}

static int skip_rest(struct untar *t)
{
	unsigned char room[16 << 10];
	int rc = 0;

	t->left += t->padding;
	t->padding = 0;
	while (!rc && t->left) {
		ssize_t k = untar_read(t, room, sizeof room);

		rc = k < 0 ? (int)k : 0;
	}
	return rc;
}

// --- a header

// Octal, with blanks before it and a blank or 0 behind; or base 256.
static int number(const unsigned char *f, size_t n, uint64_t *v)
{
	size_t i = 0;

	*v = 0;
	if (f[0] == 0x80) {
		for (i = 1; i < n && !(*v >> 55); i++)
			*v = *v << 8 | f[i];
		return i == n ? 0 : -E_DATA;
	}
	while (i < n && f[i] == ' ')
		i++;
	for (; i < n && f[i] >= '0' && f[i] <= '7'; i++)
		*v = *v << 3 | (f[i] - '0');	// 12 digits at most
	return i == n || !f[i] || f[i] == ' ' ? 0 : -E_DATA;
}

static int check_sum(const unsigned char *h)
{
	uint64_t said, sum = 0;

	for (size_t i = 0; i < UNTAR_BLOCK; i++)
		sum += i >= SUM && i < SUM + SUM_SIZE ? ' ' : h[i];
	return number(h + SUM, SUM_SIZE, &said) || said != sum
		? fail(-E_DATA, "a header of the archive is damaged")
		: 0;
}

static bool all_zero(const unsigned char *h)
{
	for (size_t i = 0; i < UNTAR_BLOCK; i++)
		if (h[i])
			return false;
	return true;
}

static void set_size(struct untar *t, uint64_t size)
{
	t->left = size;
	t->padding = (UNTAR_BLOCK - size % UNTAR_BLOCK) % UNTAR_BLOCK;
}

// 1 when there is one, 0 at the end.
static int read_header(struct untar *t, unsigned char *h)
{
	uint64_t size;
	int rc = skip_rest(t);

	if (!rc)
		rc = exactly(t, h, UNTAR_BLOCK);
	if (rc || all_zero(h))
		return rc;
	rc = check_sum(h);
	if (!rc && (number(h + SIZE, SIZE_SIZE, &size) || size > SIZE_MAX_OF_ENTRY))
		rc = fail(-E_DATA, "a header of the archive has no size");
	if (rc)
		return rc;
	set_size(t, size);
	return 1;
}

// --- what says more of the next entry

struct more {
	bool named, sized;
	uint64_t size;
	char path[UNTAR_NAME];
};

static int set_path(struct more *m, struct text path)
{
	if (!path.n || path.n >= sizeof m->path)
		return fail(-E_DATA, "a name in the archive is empty or too long");
	memcpy(m->path, path.s, path.n);
	m->path[path.n] = 0;
	m->named = true;
	return 0;
}

// GNU's type L: the name, with a 0 behind it.
static int long_name(struct untar *t, struct more *m)
{
	char path[UNTAR_NAME];
	size_t n = (size_t)t->left;

	if (t->left > sizeof path)
		return fail(-E_DATA, "a name in the archive is too long");
	int rc = exactly(t, path, n);
	t->left = 0;
	return rc ? rc : set_path(m, (struct text){ path, strnlen(path, n) });
}

// A record is LENGTH KEY=VALUE and a line feed; its length counts all of it.
static int pax_record(struct text *rest, struct more *m)
{
	struct text word, line = *rest;
	uint64_t length;

	if (!text_part(&line, ' ', &word) || !line.s ||
		text_number(&length, word, 5, rest->n, "record") || length < word.n + 3 ||
		rest->s[length - 1] != '\n')
		return fail(-E_DATA, "a pax header of the archive is damaged");
	struct text value = { line.s, (size_t)length - word.n - 2 }, key;
	*rest = (struct text){ rest->s + length, rest->n - (size_t)length };
	if (!text_part(&value, '=', &key) || !value.s)
		return fail(-E_DATA, "a pax header of the archive is damaged");
	if (text_is(key, "path"))
		return set_path(m, value);
	if (!text_is(key, "size"))
		return 0;
	m->sized = true;
	return text_number(&m->size, value, 0, SIZE_MAX_OF_ENTRY, "size");
}

static int pax(struct untar *t, struct more *m)
{
	static char text[PAX_LENGTH];
	struct text rest = { text, (size_t)t->left };

	if (t->left > sizeof text)
		return fail(-E_DATA, "a pax header of the archive is too long");
	int rc = exactly(t, text, rest.n);
	t->left = 0;
	while (!rc && rest.n)
		rc = pax_record(&rest, m);
	return rc;
}

// The map of a sparse file may go on in blocks of its own, which its size doesn't count.
static int skip_map(struct untar *t, const unsigned char *h)
{
	unsigned char map[UNTAR_BLOCK];
	int rc = 0;

	for (bool more = h[SPARSE_MORE]; !rc && more; more = map[MAP_MORE])
		rc = exactly(t, map, sizeof map);
	return rc;
}

// --- entries

static int plain_name(const unsigned char *h, struct more *m)
{
	char path[PREFIX_SIZE + 1 + NAME_SIZE];
	size_t n = 0;

	// GNU's own format has other things where the prefix is.
	if (!memcmp(h + MAGIC, "ustar", 6) && h[PREFIX]) {
		n = strnlen((const char *)h + PREFIX, PREFIX_SIZE);
		memcpy(path, h + PREFIX, n);
		path[n++] = '/';
	}
	size_t name = strnlen((const char *)h + NAME, NAME_SIZE);
	memcpy(path + n, h + NAME, name);
	return set_path(m, (struct text){ path, n + name });
}

static int take(struct untar *t, const unsigned char *h, struct more *m, struct untar_entry *e)
{
	char type = (char)h[TYPE];
	int rc = m->named ? 0 : plain_name(h, m);

	if (!rc && !text_printable(text_of(m->path)))
		rc = fail(-E_DATA, "a name in the archive has control characters");
	if (!rc && m->sized)
		set_size(t, m->size);
	if (!rc && type == 'S')
		rc = skip_map(t, h);
	if (rc)
		return rc;
	size_t n = strlen(m->path);
	e->type = type == '5' || m->path[n - 1] == '/' ? 'd' : type == '0' || !type ? 'f' : 'o';
	e->size = t->left;
	memcpy(e->path, m->path, n + 1);
	return 1;
}

int untar_next(struct untar *t, struct untar_entry *e)
{
	unsigned char h[UNTAR_BLOCK];
	struct more m = { .named = false };

	for (;;) {
		int rc = read_header(t, h);

		if (rc <= 0)
			return rc;
		switch (h[TYPE]) {
		case 'L': rc = long_name(t, &m); break;
		case 'x': rc = pax(t, &m); break;
		case 'g':	// of all that follows: dates and comments
		case 'K': rc = 0; break;
		default: return take(t, h, &m, e);
		}
		if (rc < 0)
			return rc;
	}
}
