// SPDX-License-Identifier: MIT
// Time limits, and connections that have one. Addresses are in the host's order. What fails is recorded.
#ifndef NET_H
#define NET_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	NET_LIMIT = 5000,
	NET_WHOLE = 60000
}; // ms that a server may be silent, and that a transfer may take

int64_t net_now(void);	// ms of a clock that only goes forward

// When a server that is silent from now on has been so for too long, but not after the end of the transfer.
int64_t net_patience(int64_t whole);

// ms until then, at least 0.
int net_left(int64_t end);

// Waits until something can be read: 0, or -ETIMEDOUT then.
int net_wait(int fd, int64_t end);

// Connects by TCP until then; a descriptor.
int net_connect(uint32_t address, unsigned port, int64_t end);

// Listens at a port of all IPv4 addresses; a descriptor.
int net_listen(unsigned port);

// Hears datagrams that come to that address; a descriptor.
int net_hear(uint32_t address, unsigned port);

// Sends an empty datagram. Whether it arrives nobody knows.
void net_poke(uint32_t address, unsigned port);

// The next connection, until then; a descriptor.
int net_accept(int fd, int64_t end);

// All n bytes, until then.
int net_send(int fd, const void *data, size_t n, int64_t end);

// As many as there are, up to n, 0 at the end of the connection; waits until then.
ssize_t net_receive(int fd, void *data, size_t n, int64_t end);

#endif
