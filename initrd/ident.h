// SPDX-License-Identifier: MIT
// Who this machine is.
#ifndef IDENT_H
#define IDENT_H

#include <stdbool.h>

struct boot;

// Fills b->node, b->machine_id and b->mac, and tells the kernel (host name, NFS client).
void ident_set(struct boot *b);

// Makes 32 hex digits from an SMBIOS UUID (ignored when it is one of those that many boards
// share) and a MAC address; "" for what isn't known. False: neither is.
bool ident_derive(char id[33], const char *uuid, const char *mac);

#endif
