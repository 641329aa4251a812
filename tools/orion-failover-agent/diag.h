// SPDX-License-Identifier: MIT
// Ends TCP connections of this machine, the kernel's own too, as `ss -K` does (sock_diag(7)).
#ifndef DIAG_H
#define DIAG_H

#include <linux/inet_diag.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DIAG_SERVERS_MAX = 8, DIAG_PORTS_MAX = 16 };

// Which connections: from one of these ports to one of these servers.
struct victims {
	uint16_t from[DIAG_PORTS_MAX];
	unsigned ports;
	uint32_t server[DIAG_SERVERS_MAX];
	unsigned servers;
	uint16_t to;	// port of NFS
};

// Opens the way to the kernel, which must be able to do it: 0, or negative and recorded.
int diag_open(int *fd);

// How many there were, or negative and recorded. Allocates nothing.
int diag_end(int fd, const struct victims *v);

// The sockets of what answers a question (n bytes) that are meant: at most max of them. -E_DATA and recorded when it is none, a negative
// errno when it says so; *last: nothing more comes. Answers to other questions are left out.
int diag_take(struct inet_diag_sockid *id, unsigned max, const void *answer, size_t n,
	uint32_t question, const struct victims *v, bool *last);

#endif
