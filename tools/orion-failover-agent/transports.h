// SPDX-License-Identifier: MIT
// The connections of an NFS client, as files of /sys/kernel/sunrpc: where they go can be read and written.
#ifndef TRANSPORTS_H
#define TRANSPORTS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "mounts.h"

struct transport {
	int dstaddr;	// the file
	int order;	// eventfd: something is to be written
	int told;	// eventfd: something was written
	// An address, and above it which order of main it is.
	_Atomic uint64_t wanted, written;
	_Atomic int error;	// of the last write
	pthread_t writer;
};

struct transports {
	struct transport t[PORTS_MAX];
	unsigned count;
	unsigned port;	// of NFS
	uint32_t address;	// that all go to
	int told;
	uint32_t orders;
};

#define TRANSPORTS "/sys/kernel/sunrpc/xprt-switches"

// Finds those of a mount below the directory TRANSPORTS by the ports that they leave from, and opens their files. 0, or negative and
// recorded.
int transports_open(struct transports *ts, const char *dir, const struct nfs_mount *m);

// Each write has a thread of its own: the kernel lets it wait for as long as it is connecting.
int transports_start(struct transports *ts);

// Has them all go elsewhere: returns at once.
void transports_move(struct transports *ts, uint32_t address);

// Was all of it written? Then *error is a negative errno of one that failed, or 0.
bool transports_moved(const struct transports *ts, int *error);

#endif
