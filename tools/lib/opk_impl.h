// SPDX-License-Identifier: MIT
// What the writer and the reader of packages share.
#ifndef OPK_IMPL_H
#define OPK_IMPL_H

#include <stddef.h>
#include <stdint.h>

struct buffer;
struct manifest;

void put_le32(unsigned char *p, uint32_t v);
uint32_t get_le32(const unsigned char *p);

// Appends the seek table of a package: zstd's seekable format, without checksums.
void seek_table_write(struct buffer *b, const struct manifest *m, uint64_t head_size);

// How long that is.
uint64_t seek_table_size(size_t frames);

#endif
