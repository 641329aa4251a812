/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The calls of NFS version 3 that a probe makes, as bytes of a TCP stream.
 */
#ifndef _NFS_FAILOVER_WIRE_H
#define _NFS_FAILOVER_WIRE_H

#include <linux/types.h>

/* Longest file handle of NFSv3 */
#define NFO_HANDLE_MAX 64

/* Most that one probe reads */
#define NFO_DATA_MAX 4096

/* Bytes of the longest call, and of the longest answer with its mark */
#define NFO_CALL_MAX 192
#define NFO_ANSWER_MAX (NFO_DATA_MAX + 640)

struct nfo_handle {
	u8 size;
	u8 data[NFO_HANDLE_MAX];
};

/**
 * struct nfo_answer - what a server said
 * @xid: number of the call that it answers
 * @status: 0, the NFS status of a READ, or NFO_REFUSED
 * @data: what was read; points into the answer
 * @size: bytes of it
 */
struct nfo_answer {
	u32 xid;
	u32 status;
	const u8 *data;
	u32 size;
};

/* The server answers the call, but refuses it as an RPC */
#define NFO_REFUSED 0xffffffff

size_t nfo_null(u8 *call, u32 xid);
size_t nfo_read(u8 *call, u32 xid, const struct nfo_handle *handle, u64 at, u32 size);
int nfo_complete(const u8 *stream, size_t have);
int nfo_xid(const u8 *answer, size_t size, u32 *xid);
int nfo_answer(const u8 *answer, size_t size, bool read, struct nfo_answer *a);

#endif
