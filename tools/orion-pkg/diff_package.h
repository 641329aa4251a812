// SPDX-License-Identifier: MIT
// What is different between two packages.
#ifndef DIFF_PACKAGE_H
#define DIFF_PACKAGE_H

struct call;
struct manifest;

// Prints it; -E_NO, not recorded, when something is.
int diff_package(struct call *c, const struct manifest *was, const struct manifest *is);

#endif
