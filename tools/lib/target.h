// SPDX-License-Identifier: MIT
// The directory that packages are installed into, and the state that is kept in it.
#ifndef TARGET_H
#define TARGET_H

#include <stdbool.h>

#include "lock.h"

struct arena;

#define TARGET_STATE "var/lib/orion/pkg"	// below the root

struct target {
	const char *path;	// as it was named: "/srv/x"
	const char *title;	// what a run says first: "directory /srv/x", "this node, until reboot"
	int root;		// descriptors: the root,
	int state;		// and TARGET_STATE in it; -1 while there is none
	bool owners;		// files get the owners their manifests say: only root can do that
	struct lock lock;
};

// Opens it. path NULL is "/". -E_CALL for the root of a machine that isn't OrionOS, by whatever name: os-release
// in it says what it is.
int target_open(struct target *t, struct arena *a, const char *path);

// To be called before anything is changed: makes the state's directory and takes the lock. Without wait, -E_NO when another has it.
// waiting (may be NULL) is called once with who has it, before this waits.
int target_lock(struct target *t, struct arena *a, const char *command, bool wait,
	void (*waiting)(const char *holder));

// Gives everything back. Closing twice, or what was never opened (all 0 and descriptors -1), is fine.
void target_close(struct target *t);

#endif
