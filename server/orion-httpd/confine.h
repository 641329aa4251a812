// SPDX-License-Identifier: MIT
// Giving up what serving files doesn't take.
#ifndef CONFINE_H
#define CONFINE_H

#include <stdbool.h>

struct trees;

struct confinement {
	const char *user;	// whom to become; NULL: stay who it is
	const struct trees *trees;	// may be read
	int spool;	// may be written; -1: there is none
	// what came of it
	bool landlock;	// the kernel has it
	bool root;	// it is root still
};

// For good: root, new privileges, starting programs, opening files but in those directories, connecting, any system call that
// serving doesn't take. What is open stays open. 0, or negative and recorded.
int confine(struct confinement *c);

#endif
