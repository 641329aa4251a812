// SPDX-License-Identifier: MIT
#ifndef SERVE_H
#define SERVE_H

// Confines this process and answers requests until the socket ends, or the process that started this one does; a transfer ends then too.
// 0, or negative and recorded.
int serve(void);

#endif
