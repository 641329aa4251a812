// SPDX-License-Identifier: MIT
// Packing one payload frame.
#include "frame.h"

#include <errno.h>
#include <zstd.h>

#include "error.h"
#include "manifest.h"

enum { LEVEL = 12 };	// a package is made once; reading is as fast at any level

struct ZSTD_CCtx_s *frame_packer_open(void)
{
	ZSTD_CCtx *zstd = ZSTD_createCCtx();

	if (!zstd || ZSTD_isError(ZSTD_CCtx_setParameter(zstd, ZSTD_c_compressionLevel, LEVEL))) {
		ZSTD_freeCCtx(zstd);
		fail(-ENOMEM, "zstd");
		return NULL;
	}
	return zstd;
}

ssize_t frame_pack(struct ZSTD_CCtx_s *p, void *packed, const void *content, size_t n)
{
	size_t size = ZSTD_compress2(p, packed, FRAME_PACKED, content, n);

	return ZSTD_isError(size) ? fail(-EIO, "zstd: %s", ZSTD_getErrorName(size)) : (ssize_t)size;
}

void frame_packer_close(struct ZSTD_CCtx_s *p)
{
	ZSTD_freeCCtx(p);
}
