// SPDX-License-Identifier: MIT
// A TFTP client (RFC 1350, RFC 2347 to 2349): reads a file to see that it comes.
#ifndef TFTP_H
#define TFTP_H

#include <stddef.h>
#include <stdint.h>

#include "text.h"

enum { TFTP_BLOCK = 1428, TFTP_REQUEST = 512 };
enum tftp_kind { TFTP_DATA = 3, TFTP_ERROR = 5, TFTP_OPTIONS = 6 };

// A packet of a server.
struct tftp_packet {
	enum tftp_kind kind;
	unsigned number;	// of the block, or of the error
	const uint8_t *data;	// of the block
	size_t n;
	struct text message;	// of the error; printable
	size_t block;	// of options: bytes of a block
	uint64_t size;	// and of the file; 0: it doesn't say
};

// Reads n bytes (hostile): 0, or -1 when that is nothing a server sends.
int tftp_parse(struct tftp_packet *p, const uint8_t *data, size_t n);

// The request for a file: its size, 0 when the name is too long.
size_t tftp_request(uint8_t buf[TFTP_REQUEST], const char *file);

// Reads it from the server to its end, at most limit bytes: *size is what it has. 0, or negative and recorded.
int tftp_read(uint32_t server, const char *file, uint64_t limit, uint64_t *size);

#endif
