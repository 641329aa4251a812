// SPDX-License-Identifier: MIT
// Numeric addresses, IPv4 and IPv6.
#ifndef ADDR_H
#define ADDR_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

struct addr {
	int family;		// AF_INET, AF_INET6, or 0: none
	uint8_t bytes[16];	// network order
	char text[46];
};

// Takes "10.9.0.1" or "fd00::1"; 0 or -1.
int addr_parse(struct addr *a, const char *s, size_t n);

// Makes an IPv4 address from its four bytes in network order.
void addr_v4(struct addr *a, uint32_t be);

// Takes "ADDR/LEN" or, for IPv4, "ADDR/NETMASK"; 0 or -1.
int addr_parse_prefix(struct addr *a, unsigned *len, const char *s, size_t n);

// Fills a socket address; returns its length.
socklen_t addr_sock(const struct addr *a, unsigned port, struct sockaddr_storage *ss);

#endif
