// SPDX-License-Identifier: MIT
// Numbers as text. The C library's printf took a quarter of the time of a small file.
#ifndef DIGITS_H
#define DIGITS_H

#include <stdint.h>

enum { DIGITS_ROOM = 20 };

// Writes at least `least` digits, at most DIGITS_ROOM, without a 0 behind them; where they end. base is 10 or 16.
char *digits(char *out, uint64_t v, unsigned base, unsigned least);

#endif
