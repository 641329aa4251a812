// SPDX-License-Identifier: MIT
// Asking orion-helper for what takes root.
#ifndef HELPER_H
#define HELPER_H

#include <stdbool.h>

// Connects to its socket: a descriptor, or negative and recorded.
int helper_open(const char *path);

// Asks, and waits until it is done. 0; -EPIPE when the helper is gone; -ESTALE when it says `again`; else -E_NO with what it
// says recorded.
int helper_ask(int fd, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
