// SPDX-License-Identifier: MIT
// A DHCP client's states and packets (RFC 2131, RFC 2132), without any input or output.
#ifndef DHCP_H
#define DHCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dhcp_packet.h"

// Addresses are in network order, 0 where the server gave none.
struct dhcp_lease {
	uint32_t address, mask, gateway, server;
	uint32_t dns[3];
	unsigned mtu;
	uint32_t seconds;
	char hostname[64], domain[64];	// only letters, digits, '-', '.'
};

struct dhcp_reply {
	enum dhcp_type type;
	struct dhcp_lease lease;
};

enum dhcp_state { DHCP_SELECTING, DHCP_REQUESTING, DHCP_BOUND };

struct dhcp_client {
	enum dhcp_state state;
	uint8_t mac[6];
	uint32_t xid;
	char hostname[64];		// sent when not empty
	int64_t started, due;		// ms; due: of the next packet
	unsigned tries;			// packets sent in this state
	struct dhcp_lease lease;	// offered, then acknowledged
};

void dhcp_start(struct dhcp_client *c, const uint8_t mac[6], uint32_t xid, int64_t now);

// Builds the IP packet that is due at now; returns its size, or 0: none yet.
size_t dhcp_output(struct dhcp_client *c, int64_t now, uint8_t buf[DHCP_FRAME_MAX]);

// Takes an IP packet (hostile); checked: the UDP checksum is to be looked at. True once bound.
bool dhcp_input(struct dhcp_client *c, int64_t now, const uint8_t *ip, size_t n, bool checked);

// Parses the payload of a reply to c: 0, or -1 when it isn't one.
int dhcp_parse(const struct dhcp_client *c, const uint8_t *p, size_t n, struct dhcp_reply *r);

// The number of leading ones of a mask, or by its class when there is none.
unsigned dhcp_prefix(const struct dhcp_lease *l);

#endif
