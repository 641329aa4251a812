/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the NFS client calls: a mount with the option "failover" begins and ends.
 */
#ifndef _NFS_FAILOVER_H
#define _NFS_FAILOVER_H

struct nfs_server;

#ifdef CONFIG_NFS_FAILOVER
int nfs_failover_add(struct nfs_server *server);
void nfs_failover_hide(struct nfs_server *server);
void nfs_failover_remove(struct nfs_server *server);
#else
static inline int nfs_failover_add(struct nfs_server *server)
{
	return -EINVAL;
}

static inline void nfs_failover_hide(struct nfs_server *server)
{
}

static inline void nfs_failover_remove(struct nfs_server *server)
{
}
#endif

#endif
