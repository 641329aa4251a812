// SPDX-License-Identifier: MIT
// Packets of NTP.
#include "ntp_packet.h"

#include <string.h>
#include <time.h>

// RFC 5905, 7.3: LI, VN and Mode; stratum; poll; precision; root delay; root dispersion; reference id; four moments.
enum {
	STRATUM = 1,
	POLL,
	PRECISION,
	REFERENCE = 12,
	SET = 16,
	ORIGIN = 24,
	RECEIVED = 32,
	SENT = 40
};
enum { CLIENT = 3, SERVER = 4, VERSIONS = 4, UNKNOWN = 3, STRATA = 15 };

// Seconds from 1900 to 1970.
#define EPOCH 2208988800u

static void put(uint8_t *p, uint64_t moment)
{
	for (int i = 0; i < 8; i++)
		p[i] = (uint8_t)(moment >> (56 - 8 * i));
}

static uint64_t get(const uint8_t *p)
{
	uint64_t moment = 0;

	for (int i = 0; i < 8; i++)
		moment = moment << 8 | p[i];
	return moment;
}

static unsigned version(const uint8_t *packet)
{
	return packet[0] >> 3 & 7;
}

static unsigned mode(const uint8_t *packet)
{
	return packet[0] & 7;
}

uint64_t ntp_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return ((uint64_t)t.tv_sec + EPOCH) << 32 | ((uint64_t)t.tv_nsec << 32) / 1000000000;
}

void ntp_ask(uint8_t packet[NTP_PACKET], uint64_t sent)
{
	memset(packet, 0, NTP_PACKET);
	packet[0] = VERSIONS << 3 | CLIENT;
	put(packet + SENT, sent);
}

// A server that has its clock and nothing that it is set by says stratum 10, so that one which has is believed more, and names
// the clock 127.127.1.1.
bool ntp_tell(uint8_t answer[NTP_PACKET], const uint8_t *question, size_t n, uint64_t received)
{
	static const uint8_t local[4] = { 127, 127, 1, 1 };

	if (n < NTP_PACKET || mode(question) != CLIENT || !version(question) ||
		version(question) > VERSIONS)
		return false;
	memset(answer, 0, NTP_PACKET);
	answer[0] = (uint8_t)(version(question) << 3 | SERVER);
	answer[STRATUM] = 10;
	answer[POLL] = question[POLL];
	answer[PRECISION] = (uint8_t)-20;	// 2^-20 s
	memcpy(answer + REFERENCE, local, sizeof local);
	put(answer + SET, received);
	memcpy(answer + ORIGIN, question + SENT, 8);
	put(answer + RECEIVED, received);
	return true;
}

void ntp_stamp(uint8_t answer[NTP_PACKET], uint64_t now)
{
	put(answer + SENT, now);
}

// From a to b, in seconds; right also where the seconds begin again, in 2036.
static double between(uint64_t a, uint64_t b)
{
	return (double)(int64_t)(b - a) / 4294967296.0;
}

// RFC 5905, 8
bool ntp_read(
	struct ntp_reading *r, const uint8_t *answer, size_t n, uint64_t sent, uint64_t received)
{
	if (n < NTP_PACKET || mode(answer) != SERVER || answer[0] >> 6 == UNKNOWN ||
		!answer[STRATUM] || answer[STRATUM] > STRATA || get(answer + ORIGIN) != sent)
		return false;
	r->stratum = answer[STRATUM];
	r->offset =
		(between(sent, get(answer + RECEIVED)) + between(received, get(answer + SENT))) / 2;
	return true;
}
