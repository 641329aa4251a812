// SPDX-License-Identifier: MIT
// The seek table at the end of a package, in zstd's seekable format 0.1.0: with it any tool that knows the format
// can read a part of the contents. Orion has what it needs in the manifest.
#include "buffer.h"
#include "manifest.h"
#include "opk.h"
#include "opk_impl.h"

enum { SKIPPABLE_HEADER = 8, ENTRY = 8, FOOTER = 9 };

#define SEEKABLE_MAGIC 0x8F92EAB1u

// The two frames of the head are entries without content: positions count from the start of the file.
enum { HEAD_FRAMES = 2 };

void put_le32(unsigned char *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(v >> 8 * i);
}

uint32_t get_le32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

uint64_t seek_table_size(size_t frames)
{
	return SKIPPABLE_HEADER + ((uint64_t)frames + HEAD_FRAMES) * ENTRY + FOOTER;
}

static void add(struct buffer *b, uint32_t v)
{
	unsigned char bytes[4];

	put_le32(bytes, v);
	buffer_add(b, bytes, sizeof bytes);
}

void seek_table_write(struct buffer *b, const struct manifest *m, uint64_t head_size)
{
	add(b, OPK_MAGIC_SEEK_TABLE);
	add(b, (uint32_t)(seek_table_size(m->frames) - SKIPPABLE_HEADER));
	add(b, OPK_HEADER);
	add(b, 0);
	add(b, (uint32_t)(head_size - OPK_HEADER));
	add(b, 0);
	for (size_t i = 0; i < m->frames; i++) {
		add(b, m->frame[i].packed);
		add(b, m->frame[i].size);
	}
	add(b, (uint32_t)m->frames + HEAD_FRAMES);
	buffer_add(b, "", 1);	// descriptor: no checksums
	add(b, SEEKABLE_MAGIC);
}
