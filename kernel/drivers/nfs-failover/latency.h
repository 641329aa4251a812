/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which server answers faster, for long enough to be worth a move.
 */
#ifndef _NFS_FAILOVER_LATENCY_H
#define _NFS_FAILOVER_LATENCY_H

#include <linux/types.h>

#include "address.h"

/**
 * struct nfo_latency - what is compared, and since when
 * @faster_ms: milliseconds that another server must answer faster
 * @faster_for: seconds for which it must have done so
 * @faster_pause: seconds after a move in which there is none for this reason
 * @since: since when each server is so much faster than the one in use, in
 *	nanoseconds, or 0
 * @moved: when the mount was moved, in nanoseconds, or 0
 */
struct nfo_latency {
	unsigned int faster_ms;
	unsigned int faster_for;
	unsigned int faster_pause;
	s64 since[NFO_SERVERS_MAX];
	s64 moved;
};

void nfo_latency_anew(struct nfo_latency *l);
unsigned int nfo_faster(struct nfo_latency *l, const u32 *rtt, unsigned int count,
			unsigned int used, s64 now);

#endif
