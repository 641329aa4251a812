// SPDX-License-Identifier: MIT
// What the kernel says of NFS mounts in /proc/self/mountinfo and mountstats. Text is as it stands there, with \040 for a blank.
#ifndef MOUNTS_H
#define MOUNTS_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

enum {
	PORTS_MAX = 16,	// as many as nconnect= may be
	LINE_KEPT = 2048	// more than options take; of a longer head the source is there
};

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

// The mounts of one source that the agent moves, by NFS version 3 and without `failover`, of a mountstats that comes in pieces.
struct mounts_sum {
	const char *source;
	struct nfs_mount all;	// their ports and answers; no texts
	bool found, writable;	// one of them
	bool unclear;	// something of them wasn't understood
	enum { MOUNT_OTHER, MOUNT_BEGUN, MOUNT_OURS } in;	// BEGUN: its options aren't known yet
	char line[LINE_KEPT];
	size_t n;
	bool cut;	// the line is longer
};

void mounts_begin(struct mounts_sum *s, const char *source);
void mounts_take(struct mounts_sum *s, struct text piece);

// It was all: false when none was found, or not all is known of them.
bool mounts_end(struct mounts_sum *s);

#endif
