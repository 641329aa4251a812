// SPDX-License-Identifier: MIT
// Whether there is room for what is to come, before it comes.
#ifndef ROOM_H
#define ROOM_H

#include <stdint.h>

struct arena;

// 0 when the base's file system has room for so many bytes and a tenth more. Else -E_DATA and recorded: how much is missing, and what
// `orion gc` could free.
int room_check(struct arena *a, const char *base, uint64_t bytes);

#endif
