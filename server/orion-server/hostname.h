// SPDX-License-Identifier: MIT
// Host names: what a node is called, in hosts files, DHCP, boot scripts and our own lists.
#ifndef HOSTNAME_H
#define HOSTNAME_H

#include "text.h"

enum { HOSTNAME_LENGTH = 63 };

// 0 when it is one (lower-case letters, digits, - between them), else -E_DATA and recorded.
int hostname_check(struct text t);

#endif
