/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Addresses of servers, as user space writes them.
 */
#ifndef _NFS_FAILOVER_ADDRESS_H
#define _NFS_FAILOVER_ADDRESS_H

#include <linux/types.h>

/* Most servers that a mount may have */
#define NFO_SERVERS_MAX 8

/**
 * struct nfo_address - where a server is
 * @six: it is an IPv6 address
 * @bytes: in network order; 4 of IPv4, the others are 0
 */
struct nfo_address {
	bool six;
	u8 bytes[16];
};

bool nfo_same_address(const struct nfo_address *a, const struct nfo_address *b);
int nfo_addresses(const char *text, struct nfo_address *list, unsigned int *count);

#endif
