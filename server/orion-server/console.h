// SPDX-License-Identifier: MIT
// What a machine that boots says on its serial line (hostile): is it ready, or does it say why it won't be?
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { CONSOLE_LINE = 400, CONSOLE_LINES = 32 };

struct console {
	bool ready;
	char line[CONSOLE_LINES]
		 [CONSOLE_LINE + 1]; // the last ones, without control characters, ended by a 0
	size_t lines;	// that were begun
	size_t n;	// bytes of the last
};

// Takes what it said next. -E_DATA and recorded when that is a failure.
int console_add(struct console *c, const char *s, size_t n);

// The last lines, at most count.
void console_print(const struct console *c, size_t count, FILE *f);

#endif
