// SPDX-License-Identifier: MIT
// Taking away generations that nothing keeps, for other commands.
#ifndef GC_H
#define GC_H

#include <stdint.h>

struct arena;
struct call;

// How many bytes `orion gc` would free. Takes no lock. 0, or negative and recorded.
int gc_could_free(struct arena *a, uint64_t *bytes);

// What `orion gc` does, after a command that brought a generation in and has dropped the base's lock; says on standard error what went.
int gc_after(struct call *c);

#endif
