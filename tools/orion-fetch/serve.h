// SPDX-License-Identifier: MIT
#ifndef SERVE_H
#define SERVE_H

#include <stdbool.h>

// Confines this process and answers requests until the socket ends, or the process that started this one does; a transfer ends then too.
// near: all servers are on a network of this machine, and soon given up. 0, or negative and recorded.
int serve(bool near);

#endif
