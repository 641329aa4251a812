// SPDX-License-Identifier: MIT
// Is this the generation that was asked for, and does it fit the running kernel?
#ifndef VERIFY_H
#define VERIFY_H

#include <stddef.h>

struct boot;

// Checks a manifest (n bytes) against orion.manifest= and the kernel, and fills b->manifest;
// 0, or -1 and the failure recorded.
int verify_manifest(struct boot *b, const char *text, size_t n);

// The same for a manifest in a file.
int verify_file(struct boot *b, const char *path);

// The root's modules, if it has any, must be the running kernel's.
int verify_modules(const char *root);

#endif
