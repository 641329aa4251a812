// SPDX-License-Identifier: MIT
// Parts of a bundle as zstd frames.
#include "packed.h"

#include <errno.h>
#include <stdlib.h>
#include <zstd.h>

#include "buffer.h"
#include "error.h"
#include "progress.h"

enum { PIECE = 256 << 10, ROOM = 64 << 10 };

// With the sizes above and the version of zstd all that decides about the bytes.
static const struct {
	ZSTD_cParameter name;
	int value;
} settings[] = {
	{ ZSTD_c_compressionLevel, 19 },
	{ ZSTD_c_checksumFlag, 1 },
};

static int prepare(ZSTD_CCtx *z, size_t size)
{
	size_t rc = ZSTD_CCtx_setPledgedSrcSize(z, size);

	for (size_t i = 0; !ZSTD_isError(rc) && i < sizeof settings / sizeof *settings; i++)
		rc = ZSTD_CCtx_setParameter(z, settings[i].name, settings[i].value);
	return ZSTD_isError(rc) ? fail(-EINVAL, "zstd: %s", ZSTD_getErrorName(rc)) : 0;
}

static int add_piece(ZSTD_CCtx *z, struct buffer *to, struct text piece, bool last)
{
	ZSTD_inBuffer in = { piece.s, piece.n, 0 };
	char room[ROOM];
	size_t left;

	do {
		ZSTD_outBuffer out = { room, sizeof room, 0 };

		left = ZSTD_compressStream2(z, &out, &in, last ? ZSTD_e_end : ZSTD_e_continue);
		if (ZSTD_isError(left))
			return fail(-EIO, "zstd: %s", ZSTD_getErrorName(left));
		buffer_add(to, room, out.pos);
	} while (last ? left : in.pos < in.size);
	return buffer_error(to);
}

static int add_all(ZSTD_CCtx *z, struct buffer *to, struct text t)
{
	int rc = 0;

	do {
		struct text piece = { t.s, t.n < PIECE ? t.n : PIECE };

		t = (struct text){ t.s + piece.n, t.n - piece.n };
		rc = add_piece(z, to, piece, !t.n);
		progress_add(PROGRESS_COMPRESS, piece.n);
	} while (!rc && t.n);
	return rc;
}

void packed_describe(struct buffer *to)
{
	buffer_printf(to, "zstd %s, pieces %d %d", ZSTD_versionString(), PIECE, ROOM);
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
		buffer_printf(to, ", %d=%d", (int)settings[i].name, settings[i].value);
	buffer_text(to, TEXT("\n"));
}

bool packed_holds(struct text packed, struct text content)
{
	if (ZSTD_getFrameContentSize(packed.s, packed.n) != content.n)
		return false;
	char *got = malloc(content.n + 1);
	bool same = got && ZSTD_decompress(got, content.n, packed.s, packed.n) == content.n &&
		text_equal((struct text){ got, content.n }, content);
	free(got);
	return same;
}

int packed_make(struct buffer *to, struct text content)
{
	ZSTD_CCtx *z = ZSTD_createCCtx();
	int rc = z ? prepare(z, content.n) : fail(-ENOMEM, "zstd");

	progress_begin(PROGRESS_COMPRESS, content.n);
	if (!rc)
		rc = add_all(z, to, content);
	progress_end();
	ZSTD_freeCCtx(z);
	return rc;
}
