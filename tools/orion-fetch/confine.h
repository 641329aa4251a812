// SPDX-License-Identifier: MIT
#ifndef CONFINE_H
#define CONFINE_H

// Gives up for good what fetching doesn't take: root, new privileges, starting programs, changing files, looking at other processes.
// What is open stays open. 0, or negative and recorded.
int confine(void);

#endif
