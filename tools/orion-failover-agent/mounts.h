// SPDX-License-Identifier: MIT
// What the kernel says of NFS mounts in /proc/self/mountinfo and mountstats. Text is as it stands there, with \040 for a blank.
#ifndef MOUNTS_H
#define MOUNTS_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

enum { PORTS_MAX = 16 };	// as many as nconnect= may be

// A line of mountinfo.
struct mount_line {
	struct text at, type, source;
};

// The line of that mount; false when there is none.
bool mounts_find(struct text mountinfo, uint64_t id, struct mount_line *m);

// An NFS mount of mountstats.
struct nfs_mount {
	struct text source, at, options;
	uint16_t port[PORTS_MAX];	// that its connections leave from
	unsigned ports;
	uint64_t answers;	// that all its connections have had
};

// Takes the next one off the text.
bool mounts_next(struct text *mountstats, struct nfs_mount *m);

// Does it have this option? As it stands there, like "vers=3".
bool mounts_option(const struct nfs_mount *m, const char *option);

// Is the port one of its?
bool mounts_port(const struct nfs_mount *m, uint16_t port);

#endif
