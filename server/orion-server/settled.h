// SPDX-License-Identifier: MIT
// A base that nobody works on and nothing is left half-done in.
#ifndef SETTLED_H
#define SETTLED_H

struct base;
struct call;

// Takes its lock, waiting for it, and says whom for. 0, or negative and recorded.
int settled_lock(struct base *b, struct call *c);

// Opens the base of this machine, to change it, and takes its lock. The caller closes it when that went well.
int settled_open(struct base *b, struct call *c);

// The same, and finishes or undoes what runs that were cut off left of its roles.
int settled(struct base *b, struct call *c);

#endif
