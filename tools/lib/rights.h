// SPDX-License-Identifier: MIT
// Giving up rights, each for good: what programs do that read what others send. 0, or negative and recorded.
#ifndef RIGHTS_H
#define RIGHTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Becomes that user of the machine, who isn't root; NULL: stays who it is.
int rights_become(const char *user);
int rights_become_id(uid_t uid, gid_t gid);

// Gets no new ones by starting a program, and is looked into by nobody.
int rights_seal(void);

// A directory, open, and what Landlock shall allow below it: LANDLOCK_ACCESS_FS_*.
struct rights_dir {
	int dir;
	uint64_t access;
};

enum { RIGHTS_TRUNCATE = 1 << 14 }; // LANDLOCK_ACCESS_FS_TRUNCATE, newer than some systems' headers

// Refuses all of it elsewhere that the kernel's Landlock can refuse, connecting and binding too. *landlock: does the kernel have it?
// Without it nothing is refused.
int rights_files(const struct rights_dir *dir, size_t count, bool *landlock);

// Refuses these LANDLOCK_ACCESS_FS_* everywhere, nothing else. A kernel without Landlock refuses nothing.
int rights_no_files(uint64_t access);

// Refuses all system calls but these, those of files (open, read, write, replace, remove, list), memory that isn't to be executed, time, and
// its own end; each other one gives EPERM.
int rights_calls(const uint32_t *allowed, size_t count);

// Refuses these system calls, with EPERM.
int rights_no_calls(const uint32_t *refused, size_t count);

#endif
