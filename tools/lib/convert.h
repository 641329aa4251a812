// SPDX-License-Identifier: MIT
// A package as other programs take it. The same package gives the same bytes.
#ifndef CONVERT_H
#define CONVERT_H

#include <stdbool.h>

struct buffer;
struct manifest;
struct opk;
struct tar;

// Adds all paths to an archive, which the caller begins and ends. below: they begin with ./, and directories that the package takes for
// granted are there too, as dpkg wants it.
int convert_tar(struct opk *o, struct tar *t, bool below);

// Writes a package for dpkg to the descriptor, which is at its start and can seek.
int convert_deb(struct opk *o, int fd);

// Its control file; the error stays in the buffer, or -E_DATA when Debian has no such name.
int convert_control(const struct manifest *m, struct buffer *b);

#endif
