// SPDX-License-Identifier: MIT
// The archive of a backup.
#include "backup_archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "tar.h"

#define MANIFEST "manifest"

enum {
	CHUNK = 64 << 10,
	SIZE_AT = 124,
	SIZE_DIGITS = 11,
	HEADER = 4 * TAR_BLOCK, // of a path of PATH_LENGTH bytes
	END = 2 * TAR_BLOCK,
};

static struct tar_entry entry_of(const struct backup_file *f)
{
	return (struct tar_entry){
		.type = 'f', .mode = f->mode, .size = f->size, .path = text_of(f->path)
	};
}

static struct backup_file manifest_of(uint64_t size)
{
	return (struct backup_file){ .path = MANIFEST, .mode = 0600, .size = size };
}

// --- writing

// The file may be replaced meanwhile by who takes no lock: orion.conf is edited by people.
static int write_content(struct tar *t, int fd, const struct backup_file *f)
{
	struct digest_stream *s = digest_open();
	char data[CHUNK];
	uint64_t left = f->size;
	struct digest d;
	int rc = s ? 0 : -ENOMEM;

	while (!rc && left) {
		ssize_t n =
			file_read_some(fd, data, left < sizeof data ? left : sizeof data, f->path);

		if (n <= 0) {
			rc = n ? (int)n : -E_DATA;
			break;
		}
		digest_add(s, data, (size_t)n);
		tar_data(t, data, (size_t)n);
		left -= (uint64_t)n;
		rc = t->rc;
	}
	if (!rc)
		rc = digest_end(s, &d);
	digest_close(s);
	if (rc == -E_DATA || (!rc && !digest_equal(&d, &f->digest)))
		rc = fail(-E_DATA, "%s was changed meanwhile: do it again", f->path);
	return rc;
}

static int write_file(struct tar *t, int dir, const struct backup_file *f)
{
	const struct tar_entry e = entry_of(f);
	int fd = file_open_regular(dir, f->path);

	if (fd < 0)
		return fd;
	tar_entry(t, &e);
	int rc = write_content(t, fd, f);
	close(fd);
	return rc;
}

static void write_manifest(struct tar *t, struct text text)
{
	const struct backup_file f = manifest_of(text.n);
	const struct tar_entry e = entry_of(&f);

	tar_entry(t, &e);
	tar_data(t, text.s, text.n);
}

int backup_archive_write(int fd, int dir, const struct backup_list *l)
{
	struct tar *t = malloc(sizeof *t);
	struct buffer b = { 0 };

	if (!t)
		return fail(-ENOMEM, "write the archive");
	tar_begin(t, fd);
	backup_write(&b, l);
	int rc = buffer_error(&b);
	if (!rc)
		write_manifest(t, buffer_view(&b));
	for (size_t i = 0; !rc && i < l->count; i++)
		rc = write_file(t, dir, l->item + i);
	if (!rc)
		rc = tar_end(t);
	buffer_free(&b);
	free(t);
	return rc;
}

// --- reading

static int damaged(const struct backup_archive *x, const char *why)
{
	return fail(-E_DATA, "%s: %s", x->name, why);
}

static int read_all(struct backup_archive *x, void *data, size_t n)
{
	ssize_t some = file_read_some(x->fd, data, n, x->name);

	return some < 0 ? (int)some : (size_t)some < n ? damaged(x, "it is cut short") : 0;
}

// Reads what must be the header of f, of which `done` bytes were read: it is what a writer would write.
static int read_header(
	struct backup_archive *x, const struct backup_file *f, const void *read, size_t done)
{
	const struct tar_entry e = entry_of(f);
	unsigned char is[HEADER] = { 0 };
	struct tar *t = malloc(sizeof *t);

	if (!t)
		return fail(-ENOMEM, "read %s", x->name);
	tar_begin(t, -1); // into its room, which a header doesn't fill
	tar_entry(t, &e);
	if (done)
		memcpy(is, read, done);
	int rc = t->rc               ? t->rc
		: t->filled > HEADER ? fail(-ENAMETOOLONG, "%s", f->path)
				     : read_all(x, is + done, t->filled - done);
	if (!rc && memcmp(t->room, is, t->filled))
		rc = fail(-E_DATA, "%s: it is not what `orion backup` wrote, at %s", x->name,
			f->path);
	free(t);
	return rc;
}

static int read_padding(struct backup_archive *x, uint64_t size)
{
	static const char zeros[TAR_BLOCK];
	char data[TAR_BLOCK];
	size_t n = (TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK;
	int rc = read_all(x, data, n);

	return rc || !memcmp(data, zeros, n) ? rc : damaged(x, "something is between its files");
}

static uint64_t size_in(const char *block)
{
	uint64_t size = 0;

	for (size_t i = SIZE_AT; i < SIZE_AT + SIZE_DIGITS; i++)
		size = size << 3 | (block[i] & 7);
	return size;
}

static int read_manifest(struct backup_archive *x, struct arena *a)
{
	char block[TAR_BLOCK];
	ssize_t n = file_read_some(x->fd, block, sizeof block, x->name);

	if (n < 0)
		return (int)n;
	if (n < TAR_BLOCK || strcmp(block, MANIFEST))
		return damaged(x, "this is not what `orion backup` writes");
	const struct backup_file f = manifest_of(size_in(block));
	if (f.size > BACKUP_LIST_LENGTH)
		return damaged(x, "its manifest is too large");
	char *text = arena_array(a, f.size + 1, 1);
	int rc = text ? read_header(x, &f, block, sizeof block) : -ENOMEM;
	if (!rc)
		rc = read_all(x, text, f.size);
	if (!rc)
		rc = read_padding(x, f.size);
	return rc ? rc
		  : during(backup_parse(&x->list, a, (struct text){ text, f.size }), "%s: manifest",
			    x->name);
}

int backup_archive_open(struct backup_archive *x, struct arena *a, int fd, const char *name)
{
	*x = (struct backup_archive){ .fd = fd, .name = name };
	return read_manifest(x, a);
}

static int copy(struct backup_archive *x, const struct backup_file *f, int out)
{
	struct digest_stream *s = digest_open();
	char data[CHUNK];
	struct digest d;
	int rc = s ? 0 : -ENOMEM;

	for (uint64_t left = f->size; !rc && left;) {
		size_t n = left < sizeof data ? left : sizeof data;

		rc = read_all(x, data, n);
		if (!rc && out >= 0)
			rc = file_write(out, data, n, f->path);
		if (!rc)
			digest_add(s, data, n);
		left -= n;
	}
	if (!rc)
		rc = digest_end(s, &d);
	digest_close(s);
	if (!rc && !digest_equal(&d, &f->digest))
		rc = fail(-E_TRUST, "%s: %s has another digest than its manifest says", x->name,
			f->path);
	return rc;
}

int backup_archive_copy(struct backup_archive *x, int out)
{
	const struct backup_file *f = x->list.item + x->next++;
	int rc = read_header(x, f, NULL, 0);

	if (!rc)
		rc = copy(x, f, out);
	return rc ? rc : read_padding(x, f->size);
}

int backup_archive_end(struct backup_archive *x)
{
	static const char zeros[END];
	char data[END + 1];
	ssize_t n = file_read_some(x->fd, data, sizeof data, x->name);

	if (n < 0)
		return (int)n;
	if (n < END)
		return damaged(x, "it is cut short");
	return n == END && !memcmp(data, zeros, END) ? 0
						     : damaged(x, "something is behind its end");
}
