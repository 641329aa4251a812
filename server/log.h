// SPDX-License-Identifier: MIT
// What a node sent, made fit for a file and a terminal; and the files, of which none grows forever.

#ifndef ORION_LOG_H
#define ORION_LOG_H

#include <stddef.h>

// A datagram of n bytes as one line in out (size bytes, NUL at the end): the priority <NN> is dropped,
// control characters and bytes above ASCII become \xNN, what doesn't fit is cut. Returns the length.
size_t log_line(char *out, size_t size, const char *in, size_t n);

// Is it a line that the server's console shows as well? Returns where the marker begins, or NULL.
const char *log_marker(const char *line);

// Append the line and a newline to name in the directory dir; at limit bytes the file becomes name.1
// in place of the one before. A name that doesn't exist yet is made only while the directory has fewer
// than most files. Returns 0 or a negative errno.
int log_append(int dir, const char *name, const char *line, long limit, unsigned most);

#endif
