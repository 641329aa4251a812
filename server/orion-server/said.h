// SPDX-License-Identifier: MIT
// What a server that joins and the first say to each other, each once: texts that end with the line `proof` or `refused`.
#ifndef SAID_H
#define SAID_H

#include <stdint.h>

#include "text.h"

struct arena;

// Hears one, at most JOINING_LENGTH bytes, until then (net.h).
int said_hear(struct text *t, struct arena *a, int fd, int64_t end);

#endif
