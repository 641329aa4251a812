// SPDX-License-Identifier: MIT
// Files of the mount that probes read: their handles as the kernel's NFS client has them, and the content.
#ifndef IDENTITY_H
#define IDENTITY_H

#include <stddef.h>
#include <stdint.h>

#include "driver.h"

// The server's handle in what name_to_handle_at(2) gives for a file of NFS (nfs_encode_fh() of fs/nfs/export.c). 0, or -E_DATA and
// recorded.
int identity_handle(struct nfo_handle *h, const uint8_t *bytes, size_t n);

// Reads what all servers must have, by paths of files of one mount; sample may be NULL. *mount is the mount's number in
// /proc/self/mountinfo. 0, or negative and recorded.
int identity_read(struct nfo_terms *t, const char *identity, const char *sample, int *mount);

#endif
