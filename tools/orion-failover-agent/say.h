// SPDX-License-Identifier: MIT
// What the agent has to say goes to the kernel's log: that is memory, and whoever else keeps logs may wait for the root.
#ifndef SAY_H
#define SAY_H

// From here on to the kernel's log; 0, or negative and recorded. Before it, to standard error.
int say_open(void);

void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
