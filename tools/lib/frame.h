// SPDX-License-Identifier: MIT
// Packing one payload frame: the same content gives the same bytes, wherever it is packed with this zstd.
#ifndef FRAME_H
#define FRAME_H

#include <stddef.h>
#include <sys/types.h>

struct ZSTD_CCtx_s;	// of zstd: the packer is its context

struct ZSTD_CCtx_s *frame_packer_open(void);	// NULL, and the failure recorded
// Packs at most FRAME_SIZE bytes into room for FRAME_PACKED: how many they are then, or negative and recorded.
ssize_t frame_pack(struct ZSTD_CCtx_s *p, void *packed, const void *content, size_t n);
void frame_packer_close(struct ZSTD_CCtx_s *p);	// NULL is fine

#endif
