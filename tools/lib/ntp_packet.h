// SPDX-License-Identifier: MIT
// Packets of NTP, as far as time is asked for and told without keys (RFC 5905, 7.3). A moment is as it is there: seconds since 1900 in the
// upper half, their fraction in the lower one.
#ifndef NTP_PACKET_H
#define NTP_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NTP_PORT = 123, NTP_PACKET = 48 };

struct ntp_reading {
	unsigned stratum;
	double offset;	// seconds that the server's clock is ahead of ours
};

// What this machine's clock says.
uint64_t ntp_now(void);

// A client's question that leaves then.
void ntp_ask(uint8_t packet[NTP_PACKET], uint64_t sent);

// The answer to a question of n bytes that came then; all but the moment at which it leaves. False: it isn't a question.
bool ntp_tell(uint8_t answer[NTP_PACKET], const uint8_t *question, size_t n, uint64_t received);

// The moment at which it leaves.
void ntp_stamp(uint8_t answer[NTP_PACKET], uint64_t now);

// Reads the answer, of n bytes, to a question that left at `sent`; false: it is none, or of a clock that knows no time.
bool ntp_read(
	struct ntp_reading *r, const uint8_t *answer, size_t n, uint64_t sent, uint64_t received);

#endif
