// SPDX-License-Identifier: MIT
// Making it so: what `orion apply` does, and every command that moves what nodes boot.
#ifndef APPLIED_H
#define APPLIED_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

// Services that read a file of the state when they start.
enum applied_reader { READS_DNSMASQ, READS_EXPORTS, READS_KEEPALIVED, READERS };

// What was done.
struct applied {
	size_t files;	// that changed
	bool told[READERS];
};

// While it is held nobody applies: a descriptor to be closed, or negative and recorded.
int applied_lock(void);

// 0, or negative and recorded; one run at a time, others wait.
int applied(struct arena *a, struct applied *done);

// The same after channels or pins changed: what `prepare` makes (network, mounts) is as it was, unless a generation isn't mounted yet.
int applied_moved(struct arena *a, struct applied *done);

// The name of the service.
const char *applied_service(size_t reader);

#endif
