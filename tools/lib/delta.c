// SPDX-License-Identifier: MIT
// Frames that are here already.
#include "delta.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "file.h"
#include "frame.h"
#include "manifest.h"
#include "opk.h"

// A frame of a package that is here.
struct known {
	struct digest digest;
	uint32_t packed;
	uint64_t at;	// in the file
	const char *file;
};

// Whether a file below the root is one of the package's.
enum same { UNKNOWN, SAME, OTHER };

struct delta {
	int dir;
	struct arena arena;
	struct known *known;	// sorted by digest
	size_t count;
	struct text *name;	// of the packages
	size_t names;
	unsigned char *content, *packed;	// room for a frame
	// of the package under way
	unsigned char *same;	// enum same, of each entry
	size_t first;	// no entry before this one reaches into the frames to come
	size_t frame;	// and the frame that begins here
	uint64_t begin;	// among the contents
	struct ZSTD_CCtx_s *packer;
	bool other_packer;	// it was packed by another zstd: files don't help
};

// --- packages

static int add_frames(struct delta *d, const struct opk *o, const char *file)
{
	const struct manifest *m = &o->manifest;
	uint64_t at = o->head_size;

	for (size_t i = 0; i < m->frames; i++) {
		struct known *k = arena_more(&d->arena, d->known, d->count, sizeof *k);

		if (!k)
			return -ENOMEM;
		d->known = k;
		k[d->count++] = (struct known){ m->frame[i].digest, m->frame[i].packed, at, file };
		at += m->frame[i].packed;
	}
	return 0;
}

static int add_package(struct delta *d, const struct opk *o, const char *file)
{
	struct text *name = arena_more(&d->arena, d->name, d->names, sizeof *name);
	const struct text *of = &o->manifest.name;
	const char *copy = arena_text(&d->arena, of->s, of->n);
	const char *kept = arena_text(&d->arena, file, strlen(file));

	if (!name || !copy || !kept)
		return -ENOMEM;
	d->name = name;
	name[d->names++] = (struct text){ copy, of->n };
	return add_frames(d, o, kept);
}

// One that can't be read helps nobody, and does no harm.
static int look_at(struct delta *d, const char *file)
{
	struct arena a = { NULL };
	struct opk o;
	int fd = file_open(d->dir, file, O_RDONLY | O_NONBLOCK, 0), rc = 0;

	if (fd < 0)
		return 0;
	if (!opk_open(&o, &a, fd, file, NULL)) {
		rc = add_package(d, &o, file);
		opk_close(&o);
	}
	close(fd);
	arena_free(&a);
	return rc;
}

static bool is_package(const char *name)
{
	size_t n = strlen(name);

	return *name != '.' && n > 4 && !strcmp(name + n - 4, ".opk");
}

static int look_at_all(struct delta *d)
{
	int fd = file_open(d->dir, ".", O_RDONLY | O_DIRECTORY, 0), rc = 0;
	DIR *list = fd < 0 ? NULL : fdopendir(fd);

	if (!list)
		return fd < 0 ? fd : fail(-errno, "read the directory of packages");
	for (struct dirent *e; !rc && (e = readdir(list));)
		if (is_package(e->d_name))
			rc = look_at(d, e->d_name);
	closedir(list);
	return rc;
}

static int by_digest(const void *a, const void *b)
{
	const struct known *x = a, *y = b;

	return memcmp(&x->digest, &y->digest, sizeof x->digest);
}

int delta_open(struct delta **result, int dir)
{
	struct delta *d = calloc(1, sizeof *d);

	*result = d;
	if (!d)
		return fail(-ENOMEM, "known frames");
	d->dir = dir;
	d->content = malloc(FRAME_SIZE);
	d->packed = malloc(FRAME_PACKED);
	int rc = d->content && d->packed ? look_at_all(d) : fail(-ENOMEM, "known frames");
	if (rc) {
		delta_close(d);
		*result = NULL;
	} else if (d->count) {
		qsort(d->known, d->count, sizeof *d->known, by_digest);
	}
	return rc;
}

bool delta_has(const struct delta *d, struct text name)
{
	for (size_t i = 0; i < d->names; i++)
		if (text_equal(d->name[i], name))
			return true;
	return false;
}

// Whether the packed bytes are the frame.
static bool is_frame(const struct delta *d, size_t n, const struct frame *f)
{
	struct digest digest;

	return n == f->packed && !digest_of(&digest, d->packed, n) &&
		digest_equal(&digest, &f->digest);
}

// Into d->packed.
static bool from_package(struct delta *d, const struct frame *f)
{
	const struct known want = { .digest = f->digest };
	const struct known *k =
		d->count ? bsearch(&want, d->known, d->count, sizeof want, by_digest) : NULL;

	if (!k || k->packed != f->packed)
		return false;
	int fd = file_open(d->dir, k->file, O_RDONLY | O_NONBLOCK, 0);
	if (fd < 0)
		return false;
	bool good = !file_read_at(fd, d->packed, f->packed, k->at, k->file) &&
		is_frame(d, f->packed, f);
	close(fd);
	return good;
}

// --- files

// A regular file of the entry's size, or -1. Where a link is on the way it is none of the package's.
static int open_file(int root, const struct entry *e)
{
	char path[1024];
	struct stat st;

	if (e->path.n >= sizeof path)
		return -1;
	memcpy(path, e->path.s, e->path.n);
	path[e->path.n] = 0;
	int fd = file_open(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);
	if (fd < 0)
		return -1;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && (uint64_t)st.st_size == e->size)
		return fd;
	close(fd);
	return -1;
}

// Reads once whether it has the entry's content: packing what hasn't would be in vain.
static bool is_same(struct delta *d, const struct entry *e, size_t number, int fd)
{
	struct digest digest;

	if (d->same[number] == UNKNOWN)
		d->same[number] = !digest_fd(&digest, fd, NULL) && digest_equal(&digest, &e->digest)
			? SAME
			: OTHER;
	return d->same[number] == SAME;
}

// The part of the entry's content that is in the frame, to its place in d->content.
static bool take_file(struct delta *d, const struct entry *e, size_t number, int root, uint64_t end)
{
	uint64_t from = e->at > d->begin ? e->at : d->begin;
	uint64_t to = e->at + e->size < end ? e->at + e->size : end;
	int fd = d->same[number] == OTHER ? -1 : open_file(root, e);

	if (fd < 0)
		return false;
	bool good = is_same(d, e, number, fd) &&
		!file_read_at(
			fd, d->content + (from - d->begin), to - from, from - e->at, "a file");
	close(fd);
	return good;
}

// All of the frame's content, from the files that it is made of.
static bool take_files(struct delta *d, const struct manifest *m, int root, const struct frame *f)
{
	uint64_t end = d->begin + f->size;

	while (d->first < m->entries &&
		(m->entry[d->first].type != 'f' ||
			m->entry[d->first].at + m->entry[d->first].size <= d->begin))
		d->first++;
	for (size_t i = d->first; i < m->entries; i++) {
		const struct entry *e = &m->entry[i];

		if (e->type != 'f' || !e->size)
			continue;
		if (e->at >= end)
			break;
		if (!take_file(d, e, i, root, end))
			return false;
	}
	return true;
}

static int make_room(struct delta *d, const struct manifest *m)
{
	if (!d->same)
		d->same = calloc(m->entries + 1, 1);
	if (!d->packer)
		d->packer = frame_packer_open();
	return d->same && d->packer ? 0 : fail(-ENOMEM, "known files");
}

// Frames are asked for in any order; that of the manifest is the quick one.
static void go_to(struct delta *d, const struct manifest *m, size_t n)
{
	if (n < d->frame)
		d->first = d->frame = d->begin = 0;
	for (; d->frame < n; d->frame++)
		d->begin += m->frame[d->frame].size;
}

// Packs it anew, into d->packed.
static int from_files(struct delta *d, const struct manifest *m, size_t n, int root)
{
	const struct frame *f = &m->frame[n];
	int rc = make_room(d, m);

	if (rc)
		return rc;
	go_to(d, m, n);
	if (!take_files(d, m, root, f))
		return 0;
	ssize_t size = frame_pack(d->packer, d->packed, d->content, f->size);
	if (size < 0)
		return (int)size;
	d->other_packer = !is_frame(d, (size_t)size, f);
	return !d->other_packer;
}

int delta_frame(struct delta *d, const struct manifest *m, size_t n, int root, int fd, uint64_t at)
{
	const struct frame *f = &m->frame[n];
	int found = from_package(d, f);

	if (!found && root >= 0 && !d->other_packer)
		found = from_files(d, m, n, root);
	if (found <= 0)
		return found;
	if (lseek(fd, (off_t)at, SEEK_SET) < 0)
		return fail(-errno, "seek");
	int rc = file_write(fd, d->packed, f->packed, "a frame");
	return rc ? rc : 1;
}

void delta_forget(struct delta *d)
{
	free(d->same);
	d->same = NULL;
	d->first = d->frame = d->begin = 0;
	d->other_packer = false;
}

void delta_close(struct delta *d)
{
	if (!d)
		return;
	delta_forget(d);
	frame_packer_close(d->packer);
	free(d->content);
	free(d->packed);
	arena_free(&d->arena);
	free(d);
}
