// SPDX-License-Identifier: MIT
// The index as one zstd frame that says its size.
#include <errno.h>
#include <stdlib.h>
#include <zstd.h>

#include "arena.h"
#include "buffer.h"
#include "error.h"
#include "index.h"

enum { LEVEL = 12 };	// 30,000 packages, 11 MB, in half a second

int index_pack(struct text t, struct buffer *packed)
{
	size_t room = ZSTD_compressBound(t.n);
	char *data = malloc(room);

	if (!data)
		return fail(-ENOMEM, "compress the index");
	size_t n = ZSTD_compress(data, room, t.s, t.n, LEVEL);
	if (!ZSTD_isError(n))
		buffer_add(packed, data, n);
	free(data);
	return ZSTD_isError(n) ? fail(-E_DATA, "compress the index: %s", ZSTD_getErrorName(n))
			       : buffer_error(packed);
}

int index_unpack(struct arena *a, struct text packed, struct text *t)
{
	unsigned long long size = ZSTD_getFrameContentSize(packed.s, packed.n);

	if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN)
		return fail(-E_DATA, "the index is not a frame of zstd that says its size");
	if (size > INDEX_LENGTH)
		return fail(-E_DATA, "an index of more than %d bytes", INDEX_LENGTH);
	char *data = arena_array(a, (size_t)size + 1, 1);
	if (!data)
		return -ENOMEM;
	size_t n = ZSTD_decompress(data, (size_t)size, packed.s, packed.n);
	if (ZSTD_isError(n) || n != size)
		return fail(-E_DATA, "decompress the index: %s",
			ZSTD_isError(n) ? ZSTD_getErrorName(n) : "too short");
	*t = (struct text){ data, n };
	return 0;
}
