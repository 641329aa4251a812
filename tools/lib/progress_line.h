// SPDX-License-Identifier: MIT
// How far long work is, as one line on standard error: on a terminal, when a run takes longer than half a second.
#ifndef PROGRESS_LINE_H
#define PROGRESS_LINE_H

#include <stddef.h>

struct progress;

// From now on; nothing when standard error is no terminal that can erase a line. A signal that ends the program erases it.
void progress_line_start(void);

// Before something is printed while work is under way. It is drawn again.
void progress_line_erase(void);

// The text of the line, less than width columns: what is done, a bar, percent, of how much; with less room less of it.
void progress_line_text(char *to, size_t size, size_t width, const struct progress *p);

#endif
