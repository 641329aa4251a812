// SPDX-License-Identifier: MIT
// Who listens to a port of this machine, by the kernel's tables and the descriptors of processes.
#ifndef SOCKETS_H
#define SOCKETS_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

// A socket that is bound or listens.
struct bound {
	uint32_t address;	// 0: all
	unsigned port;
	uint64_t inode;	// 0: the kernel's own
};

// Reads a line of /proc/net/tcp or udp: false when it is none, or the socket doesn't listen.
bool socket_parse(struct bound *b, struct text line, bool tcp);

struct holder {
	unsigned pid;	// 0: the kernel
	char name[32];	// of its program
	bool ours;	// it was started with a file of this server's state, or belongs to its services
};

// Finds who holds a port at an address, or at all addresses. 1 somebody does, 0 nobody, negative and recorded.
int socket_holder(struct holder *h, bool tcp, uint32_t address, unsigned port);

#endif
