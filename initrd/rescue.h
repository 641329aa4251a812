// SPDX-License-Identifier: MIT
// A shell for whoever stands before a machine that doesn't boot.
#ifndef RESCUE_H
#define RESCUE_H

// Runs it on the terminal of fd until it ends.
void rescue_shell(int fd);

#endif
