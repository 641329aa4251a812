// SPDX-License-Identifier: MIT
// Becoming orion-pkg.
#ifndef PKG_H
#define PKG_H

// argv[0] is replaced. Returns the exit status when it can't be run.
int pkg_exec(char **argv);

#endif
