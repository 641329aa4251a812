// SPDX-License-Identifier: MIT
// The last screen: what failed, where, and what happens next.
#ifndef FAIL_H
#define FAIL_H

struct boot;

// Shows the recorded failure, then waits orion.retry= seconds; `r` opens a rescue shell where
// orion.rescue=1 allows it.
void fail_show_and_wait(const struct boot *b);

#endif
