// SPDX-License-Identifier: MIT
// Fuzz target: a packet from the network, as a question and as an answer; what is told can be read by who asked.
#include "ntp_packet.h"

#include <stdlib.h>

#include "fuzz.h"

static uint64_t asked_at(const uint8_t *data)
{
	uint64_t sent = 0;

	for (int i = 40; i < 48; i++)
		sent = sent << 8 | data[i];
	return sent;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	uint8_t answer[NTP_PACKET];
	struct ntp_reading r;

	ntp_read(&r, data, n, 0, 1);
	if (!ntp_tell(answer, data, n, 1))
		return 0;
	ntp_stamp(answer, 2);
	if (!ntp_read(&r, answer, sizeof answer, asked_at(data), 3))
		abort();
	return 0;
}
