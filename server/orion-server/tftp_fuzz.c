// SPDX-License-Identifier: MIT
// Fuzz target: a packet of a TFTP server: what it points to lies in it, a block is no longer than was asked for.
#include "tftp.h"

#include <stdlib.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct tftp_packet p;

	if (tftp_parse(&p, data, n))
		return 0;
	if (p.kind == TFTP_DATA && (p.data < data || p.n != n - 4))
		abort();
	if (p.kind == TFTP_OPTIONS && (p.block < 8 || p.block > TFTP_BLOCK))
		abort();
	if (p.kind == TFTP_ERROR && (!text_printable(p.message) || p.message.n > n))
		abort();
	return 0;
}
