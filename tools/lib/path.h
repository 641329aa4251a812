// SPDX-License-Identifier: MIT
// Paths of packages: relative, in one spelling, without a way out.
#ifndef PATH_H
#define PATH_H

#include "text.h"

enum { PATH_LENGTH = 1023, PATH_DEPTH = 64, TARGET_LENGTH = 4095 };

// 0 when it may be a path of a package: not empty, not absolute, no component that is empty, `.` or `..`, no control
// character, at most PATH_LENGTH bytes, 255 a component, PATH_DEPTH components. Else -E_DATA and recorded.
int path_check(struct text path);

// What is before the last slash; n is 0 for a path at the top.
struct text path_parent(struct text path);

// What is behind it.
struct text path_name(struct text path);

#endif
