// SPDX-License-Identifier: MIT
// What a program of this machine prints.
#ifndef OUTPUT_H
#define OUTPUT_H

struct buffer;

// Runs it and takes what it writes to standard output, at most 16 MiB within the time limit of a hop. -ENOENT and nothing recorded when it
// isn't there; else 0, or negative and recorded: also when it ends badly.
int output_of(struct buffer *b, char *const argv[]);

#endif
