// SPDX-License-Identifier: MIT
// Making a package: description and directory become a manifest, files a payload, both a package.
#include "pack.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <unistd.h>
#include <zstd.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "file.h"
#include "opk.h"
#include "opk_impl.h"
#include "pack_impl.h"

enum { MANIFEST_LEVEL = 19, FRAME_HEADER = 8 };

// Writes the manifest and reads it as anybody will: what is wrong with it is known here. *t is its text.
static int settle(struct manifest *m, struct arena *a, struct text *t)
{
	struct buffer b = { 0 };

	manifest_write(m, &b, MANIFEST_PACKAGE);
	int rc = buffer_error(&b);
	char *s = rc ? NULL : arena_text(a, buffer_view(&b).s, b.n);
	*t = (struct text){ s, b.n };
	buffer_free(&b);
	return rc ? rc : s ? manifest_parse(m, a, *t, MANIFEST_PACKAGE) : -ENOMEM;
}

// One frame, with zstd's own checksum: without an index nothing else guards a manifest against accidents.
static int compress(struct text t, unsigned char *to, size_t room, size_t *n)
{
	ZSTD_CCtx *c = ZSTD_createCCtx();

	if (!c)
		return fail(-ENOMEM, "manifest");
	ZSTD_CCtx_setParameter(c, ZSTD_c_compressionLevel, MANIFEST_LEVEL);
	ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
	*n = ZSTD_compress2(c, to, room, t.s, t.n);
	ZSTD_freeCCtx(c);
	if (ZSTD_isError(*n))
		return fail(-EIO, "zstd: %s", ZSTD_getErrorName(*n));
	return *n > OPK_HEAD_MAX - OPK_HEADER - FRAME_HEADER ? fail(-EFBIG, "the manifest") : 0;
}

// Appends the two frames of the head.
static int write_head(struct buffer *b, struct text manifest)
{
	size_t room = ZSTD_compressBound(manifest.n), n = 0;
	unsigned char *packed = malloc(room), frame[OPK_HEADER];
	int rc = packed ? compress(manifest, packed, room, &n) : fail(-ENOMEM, "manifest");

	if (rc)
		goto out;
	put_le32(frame, OPK_MAGIC_HEADER);
	put_le32(frame + 4, OPK_HEADER - FRAME_HEADER);
	memcpy(frame + 8, "opk1", 4);
	put_le32(frame + 12, (uint32_t)n);
	put_le32(frame + 16, (uint32_t)manifest.n);
	put_le32(frame + 20, 0);
	buffer_add(b, frame, OPK_HEADER);
	put_le32(frame, OPK_MAGIC_MANIFEST);
	put_le32(frame + 4, (uint32_t)n);
	buffer_add(b, frame, FRAME_HEADER);
	buffer_add(b, packed, n);
	rc = buffer_error(b);
out:
	free(packed);
	return rc;
}

static int copy(int out, int in)
{
	off_t at = 0;

	for (;;) {
		ssize_t n = sendfile(out, in, &at, 1 << 30);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? fail(-errno, "write the package") : 0;
	}
}

static int write_package(int out, const struct manifest *m, struct text manifest, int payload)
{
	struct buffer b = { 0 };
	int rc = write_head(&b, manifest);
	size_t head_size = b.n;

	if (!rc)
		rc = file_write(out, b.s, b.n, "the package");
	if (!rc)
		rc = copy(out, payload);
	b.n = 0;
	if (!rc) {
		seek_table_write(&b, m, head_size);
		rc = buffer_error(&b);
	}
	if (!rc)
		rc = file_write(out, b.s, b.n, "the package");
	buffer_free(&b);
	return rc;
}

int pack(struct arena *a, int dir, struct text description, int out, struct manifest *m)
{
	struct description d;
	struct text text;
	int payload = -1;

	memset(m, 0, sizeof *m);
	int rc = description_parse(&d, m, a, description);
	if (!rc)
		rc = pack_tree(m, a, dir, &d);
	if (!rc)
		rc = pack_payload(m, a, dir, &payload);
	if (!rc)
		rc = pack_elf(m, a, dir, &d.foreign);
	if (!rc) {
		pack_sort(m);
		rc = settle(m, a, &text);
	}
	if (!rc)
		rc = write_package(out, m, text, payload);
	if (payload >= 0)
		close(payload);
	return rc;
}
