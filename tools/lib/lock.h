// SPDX-License-Identifier: MIT
// A lock on a directory. It is the kernel's (an open file description's) and ends with the process, whatever becomes of it.
#ifndef LOCK_H
#define LOCK_H

#include <stdbool.h>

struct arena;

struct lock {
	int fd;	// -1: not taken
};

// Takes the lock `lock` of an open directory. command, with its program, is what the others are told. When another has it: -E_NO and recorded
// without wait; else this calls waiting (may be NULL) with who has it, and waits.
int lock_take(struct lock *l, struct arena *a, int dir, const char *command, bool wait,
	void (*waiting)(const char *holder));

void lock_drop(struct lock *l);

#endif
