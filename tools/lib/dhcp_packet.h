// SPDX-License-Identifier: MIT
// DHCP packets of a client (RFC 2131, RFC 2132): made, framed, taken apart. No input, no output, nothing else of the library: the initrd has
// this file, too.
#ifndef DHCP_PACKET_H
#define DHCP_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DHCP_FRAME_MAX 1500

enum {
	DHCP_HEADERS = 28,	// bytes of IP and UDP before the payload
	DHCP_OPTIONS = 240,	// where the payload's options begin
};

enum dhcp_type { DHCP_DISCOVER = 1, DHCP_OFFER, DHCP_REQUEST, DHCP_DECLINE, DHCP_ACK, DHCP_NAK };

// Begins a payload at p (DHCP_FRAME_MAX - DHCP_HEADERS bytes): the place of its first option.
uint8_t *dhcp_begin(uint8_t *p, uint32_t xid, unsigned seconds, const uint8_t mac[6]);

// Adds an option of n bytes: the place of the next.
uint8_t *dhcp_option(uint8_t *o, uint8_t code, const void *data, size_t n);

// Ends it: the payload's size.
size_t dhcp_end(const uint8_t *p, uint8_t *o);

// Puts headers from port 68 of nobody to port 67 of all before n bytes of payload, which stand at ip + DHCP_HEADERS: the packet's size.
size_t dhcp_frame(uint8_t *ip, size_t n);

// The payload (*n bytes then) of a whole packet to port 68, or NULL. Hostile; checked: the UDP checksum is to be looked at.
const uint8_t *dhcp_unframe(const uint8_t *ip, size_t *n, bool checked);

// Is the payload (hostile) a reply to this client?
bool dhcp_is_reply(const uint8_t *p, size_t n, uint32_t xid, const uint8_t mac[6]);

// Calls take for each option of such a reply, those in the fields file and sname, too; 1: file holds options, 2: sname does, 3: both.
typedef void dhcp_take(void *arg, uint8_t code, const uint8_t *v, size_t n);
unsigned dhcp_options(const uint8_t *p, size_t n, dhcp_take *take, void *arg);

#endif
