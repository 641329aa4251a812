// SPDX-License-Identifier: MIT
// What is asked, what is told, and how far apart two clocks are; what is no question has no answer.
#include "ntp_packet.h"

#include "test.h"

#define SECOND ((uint64_t)1 << 32)

enum { SENT = 0xe0000000 };

static void tells(void)
{
	uint8_t question[NTP_PACKET], answer[NTP_PACKET];
	struct ntp_reading r;
	uint64_t sent = SENT * SECOND + 5;

	// It takes a second each way, and the server, 100 s ahead, two seconds.
	ntp_ask(question, sent);
	CHECK(question[0] == 0x23);
	CHECK(ntp_tell(answer, question, sizeof question, sent + 101 * SECOND));
	ntp_stamp(answer, sent + 103 * SECOND);
	CHECK(answer[0] == 0x24);
	CHECK(ntp_read(&r, answer, sizeof answer, sent, sent + 4 * SECOND));
	CHECK(r.stratum == 10 && r.offset == 100);
	// Behind by half a second, around the end of the seconds.
	ntp_ask(question, 0 - SECOND / 4);
	CHECK(ntp_tell(answer, question, sizeof question, 0 - SECOND / 4 * 3));
	ntp_stamp(answer, 0 - SECOND / 2);
	CHECK(ntp_read(&r, answer, sizeof answer, 0 - SECOND / 4, 0));
	CHECK(r.offset == -0.5);
}

// The version is the client's.
static void takes(unsigned first, unsigned wanted)
{
	uint8_t question[NTP_PACKET + 20] = { (uint8_t)first }, answer[NTP_PACKET];
	bool told = ntp_tell(answer, question, sizeof question, 1);

	CHECK_AT((int)first, told == (wanted != 0));
	CHECK_AT((int)first, !told || answer[0] == wanted);
}

static void refuses(void)
{
	uint8_t question[NTP_PACKET], answer[NTP_PACKET], bad[NTP_PACKET];
	struct ntp_reading r;

	ntp_ask(question, SENT);
	CHECK(!ntp_tell(answer, question, NTP_PACKET - 1, 1));
	CHECK(ntp_tell(answer, question, NTP_PACKET, 1));
	CHECK(ntp_read(&r, answer, sizeof answer, SENT, SENT));
	CHECK(!ntp_read(&r, answer, sizeof answer - 1, SENT, SENT));
	CHECK(!ntp_read(&r, answer, sizeof answer, SENT + 1, SENT));
	CHECK(!ntp_read(&r, question, sizeof question, SENT, SENT));
	for (unsigned stratum = 0; stratum < 256; stratum++) {
		memcpy(bad, answer, sizeof bad);
		bad[1] = (uint8_t)stratum;
		CHECK(ntp_read(&r, bad, sizeof bad, SENT, SENT) == (stratum > 0 && stratum < 16));
	}
	memcpy(bad, answer, sizeof bad);
	bad[0] |= 0xc0;	// its clock knows no time
	CHECK(!ntp_read(&r, bad, sizeof bad, SENT, SENT));
}

int main(void)
{
	tells();
	for (unsigned first = 0; first < 256; first++) {
		unsigned version = first >> 3 & 7;

		takes(first, (first & 7) == 3 && version && version <= 4 ? version << 3 | 4 : 0);
	}
	refuses();
	CHECK(ntp_now() >> 32 > 3800000000);	// of 2020
	return test_failed;
}
