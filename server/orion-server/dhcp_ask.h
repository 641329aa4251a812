// SPDX-License-Identifier: MIT
// What a machine that boots asks DHCP, and what it is told. No input or output; addresses are in the host's order.
#ifndef DHCP_ASK_H
#define DHCP_ASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dhcp_packet.h"

// Who asks: they identify themselves differently, and are told different files.
enum dhcp_kind {
	DHCP_PLAIN,	// a machine that doesn't boot
	DHCP_BIOS,	// PXE ROM
	DHCP_UEFI,	// the same of UEFI x64
	DHCP_HTTP,	// UEFI x64 that boots by HTTP
	DHCP_IPXE,	// iPXE on a BIOS machine
	DHCP_IPXE_UEFI,
};

struct dhcp_question {
	enum dhcp_kind kind;
	uint8_t mac[6], uuid[16];
	uint32_t xid;
};

enum { DHCP_FILE = 256 };

struct dhcp_answer {
	enum dhcp_type type;
	uint32_t server;	// who answers (option 54)
	uint32_t address;	// that it offers; 0: none, as a proxy does
	uint32_t next;		// that the file comes from; 0: it doesn't say
	char file[DHCP_FILE];	// "" none; printable ASCII
	bool pxe, http;		// it is of a boot server (option 60)
	uint32_t
		boot_server; // of the menu that a proxy sends, and its first entry; 0: there is none
	uint16_t item;
};

// A question with a MAC of a local range that nobody has, and an identity to go with it.
void dhcp_question_make(struct dhcp_question *q, enum dhcp_kind kind);

// The payload of its DISCOVER: how many bytes. p has DHCP_FRAME_MAX - DHCP_HEADERS of them.
size_t dhcp_discover(const struct dhcp_question *q, uint8_t *p);

// The payload of what it asks a boot server then (PXE 2.1, 2.2.3: port 4011), as a machine with that address.
size_t dhcp_boot_request(
	const struct dhcp_question *q, uint32_t address, uint16_t item, uint8_t *p);

// Reads a payload (hostile): 0, or -1 when it is no answer to the question.
int dhcp_answer_parse(
	struct dhcp_answer *r, const struct dhcp_question *q, const uint8_t *p, size_t n);

#endif
