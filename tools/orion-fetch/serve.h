// SPDX-License-Identifier: MIT
#ifndef SERVE_H
#define SERVE_H

// Confines this process and answers requests until the socket ends. 0, or negative and recorded.
int serve(void);

#endif
