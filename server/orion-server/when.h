// SPDX-License-Identifier: MIT
// Times, for people.
#ifndef WHEN_H
#define WHEN_H

#include <stdint.h>

enum { WHEN_TEXT = 32 };

// As 2026-11-20 23:14, UTC.
void when_write(char s[WHEN_TEXT], uint64_t seconds);

#endif
