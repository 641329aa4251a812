// SPDX-License-Identifier: MIT
// A package that is named as a file on the command line.
#ifndef PACKAGE_H
#define PACKAGE_H

#include <stdbool.h>

struct arena;
struct opk;

// Whether it is the name of such a file: it ends in .opk.
bool package_named(const char *operand);

// Opens the file and its head; *fd is closed by package_close. Without an index it is as good as where it came from.
int package_open(struct opk *p, struct arena *a, const char *path, int *fd);
void package_close(struct opk *p, int fd);

#endif
