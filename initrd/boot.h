// SPDX-License-Identifier: MIT
// What is known of this boot: filled step by step, left in /run/orion/boot.conf at the end.
#ifndef BOOT_H
#define BOOT_H

#include "cmdline.h"
#include "manifest.h"
#include "netif.h"

// Where things are mounted. NEWROOT is not below /run, which moves into it.
#define BOOT_DIR "/run/orion/boot"
#define BOOT_BUNDLE BOOT_DIR "/bundle"	// the bundle: image, disk
#define BOOT_ROOT BOOT_DIR "/root"	// the root file system, read-only
#define BOOT_RAM BOOT_DIR "/ram"	// the tmpfs of root.erofs: ram
#define BOOT_DISK BOOT_DIR "/disk"	// the labelled file system: disk
#define BOOT_RW BOOT_DIR "/rw"		// the tmpfs of what is written
#define NEWROOT "/root"

struct net {
	bool up;
	struct netif nif;
	struct addr address, gateway;
	unsigned prefix;
	struct addr dns[3];
	char hostname[64], domain[64];	// from DHCP
	struct addr lease_server;	// family 0: no lease
	uint32_t lease_seconds;
	int64_t lease_start;		// ms since boot
	int64_t patient;		// until then (ms) no answer may mean that our port learns
};

struct boot {
	struct cmdline cmd;
	struct net net;
	struct manifest manifest;
	struct addr server;		// the one that answered
	uint64_t ram_image;		// bytes of memory that the image takes
	char mac[18];			// of the interface, or of the first there is, or empty
	char node[64], machine_id[33];
	const char *stage;		// what is being done
	int64_t t_kernel, t_net, t_root;	// ms since boot
};

#endif
