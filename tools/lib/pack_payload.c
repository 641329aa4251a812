// SPDX-License-Identifier: MIT
// The payload: the contents of all files, one behind the other, cut into frames of at most FRAME_SIZE.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "cut.h"
#include "error.h"
#include "file.h"
#include "frame.h"
#include "pack_impl.h"
#include "progress.h"

struct payload {
	struct manifest *m;
	struct arena *a;
	int out;
	struct ZSTD_CCtx_s *packer;
	struct digest_stream *digest;	// of a file's content
	unsigned char *content, *packed;
	size_t filled;	// of content
};

// The first frame of what is there; the rest moves to its place.
static int write_frame(struct payload *p)
{
	size_t size = cut(p->content, p->filled);
	struct frame f = { .size = (uint32_t)size }, *all;
	ssize_t n = frame_pack(p->packer, p->packed, p->content, size);

	if (n < 0)
		return (int)n;
	f.packed = (uint32_t)n;
	int rc = digest_of(&f.digest, p->packed, f.packed);
	if (!rc)
		rc = file_write(p->out, p->packed, f.packed, "the payload");
	all = rc ? NULL : arena_more(p->a, p->m->frame, p->m->frames, sizeof *all);
	if (!all)
		return rc ? rc : -ENOMEM;
	p->m->frame = all;
	all[p->m->frames++] = f;
	p->filled -= size;
	memmove(p->content, p->content + size, p->filled);
	return 0;
}

static int add_file(struct payload *p, int fd, struct entry *e, const char *path)
{
	for (;;) {
		ssize_t n =
			file_read_some(fd, p->content + p->filled, FRAME_SIZE - p->filled, path);

		if (n <= 0)
			return n < 0 ? (int)n : digest_end(p->digest, &e->digest);
		digest_add(p->digest, p->content + p->filled, (size_t)n);
		progress_add(PROGRESS_PACK, (uint64_t)n);
		e->size += (uint64_t)n;
		p->filled += (size_t)n;
		int rc = p->filled == FRAME_SIZE ? write_frame(p) : 0;
		if (!rc && e->size > FILE_SIZE_MAX)
			rc = fail(-EFBIG, "%s", path);
		if (rc)
			return rc;
	}
}

static int add_all(struct payload *p, int dir)
{
	struct manifest *m = p->m;
	int rc = 0;

	for (struct entry *e = m->entry; !rc && e < m->entry + m->entries; e++) {
		char *path = e->type == 'f' ? arena_text(p->a, e->path.s, e->path.n) : NULL;

		if (e->type != 'f')
			continue;
		int fd = path ? file_open(dir, path, O_RDONLY, 0) : -ENOMEM;
		if (fd < 0)
			return fd;
		e->at = m->size;
		e->size = 0;
		rc = add_file(p, fd, e, path);
		m->size += e->size;
		close(fd);
	}
	while (!rc && p->filled)
		rc = write_frame(p);
	return rc;
}

// As pack_tree saw it.
static uint64_t size_of_all(const struct manifest *m)
{
	uint64_t size = 0;

	for (size_t i = 0; i < m->entries; i++)
		size += m->entry[i].size;
	return size;
}

// A file without a name. Not O_TMPFILE: an overlay of Linux 6.1 has none.
static int temporary(struct arena *a)
{
	const char *dir = getenv("TMPDIR");
	char *name = arena_printf(a, "%s/orion-pkg.XXXXXX", dir && *dir ? dir : "/tmp");
	int fd = name ? mkostemp(name, O_CLOEXEC) : -1;

	if (fd < 0)
		return name ? fail(-errno, "make %s", name) : -ENOMEM;
	unlink(name);
	return fd;
}

static int prepare(struct payload *p)
{
	p->packer = frame_packer_open();
	p->digest = digest_open();
	p->content = malloc(FRAME_SIZE);
	p->packed = malloc(FRAME_PACKED);
	return p->packer && p->digest && p->content && p->packed ? 0 : fail(-ENOMEM, "pack");
}

int pack_payload(struct manifest *m, struct arena *a, int dir, int *payload)
{
	struct payload p = { .m = m, .a = a };
	int rc = p.out = temporary(a);

	if (rc < 0)
		return rc;
	rc = prepare(&p);
	progress_begin(PROGRESS_PACK, size_of_all(m));
	if (!rc)
		rc = add_all(&p, dir);
	progress_end();
	frame_packer_close(p.packer);
	digest_close(p.digest);
	free(p.content);
	free(p.packed);
	if (rc)
		close(p.out);
	else
		*payload = p.out;
	return rc;
}
