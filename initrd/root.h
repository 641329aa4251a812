// SPDX-License-Identifier: MIT
// The forms in which a root file system comes; each is a file root_FORM.c.
#ifndef ROOT_H
#define ROOT_H

#include <stdbool.h>

#include "cmdline.h"

struct boot;

struct root_kind {
	enum root_form form;
	bool network;
	// Is b->server there at all? May be NULL.
	int (*probe)(struct boot *b);
	// Mounts the root of b->server (if network) at BOOT_ROOT; verified against the manifest.
	int (*open)(struct boot *b);
	unsigned seconds;	// limit for open, 0: it has limits of its own
};

extern const struct root_kind root_image, root_tree, root_ram, root_disk;

// Does this form need the network?
bool root_needs_network(const struct boot *b);

// Gets the root: all servers in turn; 0, or -1 and the failure recorded.
int root_open(struct boot *b);

// Takes away whatever is mounted below BOOT_DIR.
void root_close(void);

#endif
