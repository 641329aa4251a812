// SPDX-License-Identifier: MIT
// What a node asks an NFS server (RFC 1813 and RFC 1833): mounting a directory, reading a file in it. Each fails recorded.
#ifndef NFS_H
#define NFS_H

#include <stddef.h>
#include <stdint.h>

#include "rpc.h"

struct buffer;

enum { NFS_HANDLE = 64, NFS_READ = 65536 };
enum { NFS_PORT = 2049, MOUNT_PORT = 20048, PORTMAP_PORT = 111 };

struct nfs_handle {
	uint8_t b[NFS_HANDLE];
	size_t n;
};

// Does the program answer at all? NULL of it.
int nfs_null(uint32_t server, unsigned port, uint32_t program, uint32_t version);

#define PORTMAP_PROGRAM 100000u
#define NFS_PROGRAM 100003u
#define MOUNT_PROGRAM 100005u

// Which TCP port the portmapper names for version 3 of a program; 0: it isn't registered.
int nfs_port(uint32_t server, uint32_t program, unsigned *port);

// The handle of a directory that is exported.
int nfs_mount(uint32_t server, const char *path, struct nfs_handle *h);

// Reads a file in it, at most limit bytes.
int nfs_read(uint32_t server, const struct nfs_handle *dir, const char *name, size_t limit,
	struct buffer *b);

// Is there something of that name?
int nfs_lookup(uint32_t server, const struct nfs_handle *dir, const char *name);

// The results of MNT, LOOKUP and READ (hostile).
int nfs_take_mount(struct xdr *x, struct nfs_handle *h);
int nfs_take_lookup(struct xdr *x, struct nfs_handle *h);
int nfs_take_read(struct xdr *x, const uint8_t **data, size_t *n, uint32_t *end);

#endif
