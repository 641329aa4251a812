// SPDX-License-Identifier: MIT
// DHCP: the whole exchange, answers that are not for us, and packets made to hurt.
#include "dhcp.h"
#include "test.h"

#include <stdlib.h>

static const uint8_t mac[6] = { 0x52, 0x54, 0, 1, 2, 3 };

static struct dhcp_client started(void)
{
	struct dhcp_client c = { .hostname = "n7" };

	dhcp_start(&c, mac, 0x12345678, 1000);
	return c;
}

static uint16_t sum16(const uint8_t *p, size_t n, uint32_t s)
{
	for (size_t i = 0; i < n; i++)
		s += (uint32_t)p[i] << (i % 2 ? 0 : 8);
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return (uint16_t)~s;
}

// An answer of a server to the client's packet q (IP), with these options; its size.
static size_t answer(uint8_t *p, const uint8_t *q, uint8_t type, const char *options, size_t n)
{
	size_t size = 28 + 240 + 3 + n + 1;

	memset(p, 0, 1500);
	p[0] = 0x45;
	p[2] = (uint8_t)(size >> 8);
	p[3] = (uint8_t)size;
	p[8] = 64;
	p[9] = 17;
	memcpy(p + 12, "\x0a\x09\0\1", 4);
	memset(p + 16, 255, 4);
	uint16_t s = sum16(p, 20, 0);
	p[10] = (uint8_t)(s >> 8);
	p[11] = (uint8_t)s;
	p[21] = 67;
	p[23] = 68;
	p[24] = (uint8_t)((size - 20) >> 8);
	p[25] = (uint8_t)(size - 20);
	memcpy(p + 28, q + 28, 240);
	p[28] = 2;
	memcpy(p + 28 + 16, "\x0a\x09\0\x65", 4);
	uint8_t *o = p + 28 + 240;
	*o++ = 53;
	*o++ = 1;
	*o++ = type;
	memcpy(o, options, n);
	o[n] = 255;
	return size;
}

#define OPTIONS \
	"\x36\4\x0a\x09\0\1" \
	"\1\4\xff\xff\xff\0" \
	"\3\4\x0a\x09\0\1" \
	"\6\x08\x0a\x09\0\1\x01\x01\x01\x01" \
	"\x33\4\0\0\x0e\x10" \
	"\x0f\4host" \
	"\x1a\2\x05\xdc" \
	"\x0c\3abc"
#define OPTIONS_SIZE (sizeof OPTIONS - 1)

static void exchange(void)
{
	struct dhcp_client c = started();
	uint8_t q[DHCP_FRAME_MAX], p[DHCP_FRAME_MAX];

	size_t n = dhcp_output(&c, 1000, q);
	CHECK(n == 328 && q[28 + 242] == DHCP_DISCOVER);
	CHECK(!sum16(q, 20, 0));
	CHECK(!sum16(q + 20, n - 20, 17 + (uint32_t)n - 20 + 0xffff + 0xffff));
	CHECK(dhcp_output(&c, 1001, q) == 0);
	n = answer(p, q, DHCP_OFFER, OPTIONS, OPTIONS_SIZE);
	CHECK(!dhcp_input(&c, 1100, p, n, true) && c.state == DHCP_REQUESTING);
	CHECK(dhcp_output(&c, 1100, q) && q[28 + 242] == DHCP_REQUEST);
	n = answer(p, q, DHCP_ACK, OPTIONS, OPTIONS_SIZE);
	CHECK(dhcp_input(&c, 1200, p, n, true));
	CHECK(!memcmp(&c.lease.address, "\x0a\x09\0\x65", 4));
	CHECK(!memcmp(&c.lease.gateway, "\x0a\x09\0\1", 4) && dhcp_prefix(&c.lease) == 24);
	CHECK(c.lease.seconds == 3600 && c.lease.mtu == 1500 && c.lease.dns[1] == 0x01010101);
	CHECK_TEXT(c.lease.hostname, "abc");
	CHECK_TEXT(c.lease.domain, "host");
	CHECK(dhcp_output(&c, 9999, q) == 0);
}

// Packets sent in a minute without any answer: often enough, and not too often.
static void repeats(void)
{
	struct dhcp_client c = started();
	uint8_t q[DHCP_FRAME_MAX];
	int sent = 0;
	int64_t last = 1000;

	for (int64_t t = 1000; t < 61000; t += 10)
		if (dhcp_output(&c, t, q)) {
			CHECK(t - last <= 4300);
			last = t;
			sent++;
		}
	CHECK(sent > 12 && sent < 20);
}

// A server that offers and then is silent is asked four times, then all servers again.
static void gives_up(void)
{
	struct dhcp_client c = started();
	uint8_t q[DHCP_FRAME_MAX], p[DHCP_FRAME_MAX];
	int requests = 0;

	dhcp_output(&c, 1000, q);
	dhcp_input(&c, 1000, p, answer(p, q, DHCP_OFFER, OPTIONS, OPTIONS_SIZE), true);
	for (int64_t t = 1000; t < 30000 && c.state == DHCP_REQUESTING; t += 10)
		requests += dhcp_output(&c, t, q) && q[28 + 242] == DHCP_REQUEST;
	CHECK(requests == 4 && c.state == DHCP_SELECTING && q[28 + 242] == DHCP_DISCOVER);
}

static void refused(void)
{
	struct dhcp_client c = started();
	uint8_t q[DHCP_FRAME_MAX], p[DHCP_FRAME_MAX];

	dhcp_output(&c, 1000, q);
	dhcp_input(&c, 1000, p, answer(p, q, DHCP_OFFER, OPTIONS, OPTIONS_SIZE), true);
	CHECK(c.state == DHCP_REQUESTING && dhcp_output(&c, 1000, q));
	dhcp_input(&c, 1000, p, answer(p, q, DHCP_NAK, "\x36\4\x0a\x09\0\1", 6), true);
	CHECK(c.state == DHCP_SELECTING && !dhcp_output(&c, 1500, q) && dhcp_output(&c, 2000, q));
}

// One byte of a good offer changed: the offset in the IP packet, and by what.
static const struct {
	int line;
	size_t at;
	uint8_t x;
} changes[] = {
	{ __LINE__, 0, 0x10 },		// IP version
	{ __LINE__, 0, 0x0f },		// header length
	{ __LINE__, 2, 0xff },		// total length
	{ __LINE__, 6, 0x20 },		// more fragments
	{ __LINE__, 9, 17 ^ 6 },	// TCP
	{ __LINE__, 23, 1 },		// port
	{ __LINE__, 24, 0xff },		// UDP length
	{ __LINE__, 28, 3 },		// BOOTREQUEST
	{ __LINE__, 32, 1 },		// xid
	{ __LINE__, 28 + 28, 1 },	// MAC address
	{ __LINE__, 28 + 236, 1 },	// cookie
	{ __LINE__, 28 + 16, 0x0a ^ 127 },	// a loopback address is offered
	{ __LINE__, 28 + 16, 0x0a ^ 224 },	// a multicast address
};

static void ignores(void)
{
	uint8_t q[DHCP_FRAME_MAX], p[DHCP_FRAME_MAX];

	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		struct dhcp_client c = started();

		dhcp_output(&c, 1000, q);
		size_t n = answer(p, q, DHCP_OFFER, OPTIONS, OPTIONS_SIZE);
		p[changes[i].at] ^= changes[i].x;
		if (changes[i].at < 20) {	// what is tested is not the header's checksum
			p[10] = p[11] = 0;
			uint16_t s = sum16(p, 20, 0);
			p[10] = (uint8_t)(s >> 8);
			p[11] = (uint8_t)s;
		}
		dhcp_input(&c, 1000, p, n, true);
		CHECK_AT(changes[i].line, c.state == DHCP_SELECTING);
	}
}

static void wrong_sums(void)
{
	struct dhcp_client c = started();
	uint8_t q[DHCP_FRAME_MAX], p[DHCP_FRAME_MAX];

	dhcp_output(&c, 1000, q);
	size_t n = answer(p, q, DHCP_OFFER, OPTIONS, OPTIONS_SIZE);
	p[26] = 1;
	dhcp_input(&c, 1000, p, n, true);
	CHECK(c.state == DHCP_SELECTING);
	dhcp_input(&c, 1000, p, n, false);	// left to hardware that it never met
	CHECK(c.state == DHCP_REQUESTING);
	c = started();
	dhcp_output(&c, 1000, q);
	answer(p, q, DHCP_OFFER, OPTIONS, OPTIONS_SIZE);
	p[10] ^= 1;
	dhcp_input(&c, 1000, p, n, true);
	CHECK(c.state == DHCP_SELECTING);
}

// Options that end outside the packet, that are too short or too long, or that lie.
static const struct {
	int line;
	const char *options;
	size_t n;
} hostile[] = {
	{ __LINE__, "\x36", 1 },
	{ __LINE__, "\x36\xff", 2 },
	{ __LINE__,
		"\1\0"
		"\3\0"
		"\6\0"
		"\x33\1x",
		9 },
	{ __LINE__,
		"\x36\4\x0a\x09\0\1"
		"\x0c\x05"
		"a;b$("
		"\x0f\4-abc",
		19 },
	{ __LINE__,
		"\x36\4\x0a\x09\0\1"
		"\x34\1\3",
		9 },
	{ __LINE__,
		"\x36\4\x0a\x09\0\1"
		"\6\x03"
		"abc"
		"\3\x03"
		"abc",
		16 },
	{ __LINE__, "\x36\4\xff\xff\xff\xff", 6 },
	{ __LINE__, "\0\0\0\0", 4 },
};

// Memory of the exact size: a read behind its end is seen.
static void survives(void)
{
	uint8_t q[DHCP_FRAME_MAX], p[DHCP_FRAME_MAX];

	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		struct dhcp_client c = started();

		dhcp_output(&c, 1000, q);
		size_t n = answer(p, q, DHCP_OFFER, hostile[i].options, hostile[i].n);
		for (size_t cut = 0; cut <= n; cut++) {
			uint8_t *m = malloc(cut ? cut : 1);

			memcpy(m, p, cut);
			dhcp_input(&c, 1000, m, cut, true);
			free(m);
		}
		CHECK_AT(hostile[i].line, !c.lease.hostname[0] && !c.lease.domain[0]);
		CHECK_AT(hostile[i].line, !c.lease.gateway && c.lease.seconds == 0);
	}
}

// Options in the fields file and sname.
static void overloaded(void)
{
	struct dhcp_client c = started();
	uint8_t q[DHCP_FRAME_MAX], p[DHCP_FRAME_MAX];
	struct dhcp_reply r;

	dhcp_output(&c, 1000, q);
	size_t n = answer(p, q, DHCP_OFFER,
		"\x36\4\x0a\x09\0\1"
		"\x34\1\3",
		9);
	memcpy(p + 28 + 108, "\3\4\x0a\x09\0\x09\xff", 7);
	memcpy(p + 28 + 44, "\x0c\2ab", 4);
	memset(p + 28 + 48, 0, 59);
	CHECK(!dhcp_parse(&c, p + 28, n - 28, &r));
	CHECK(!memcmp(&r.lease.gateway, "\x0a\x09\0\x09", 4));
	CHECK_TEXT(r.lease.hostname, "ab");
}

static const struct {
	int line;
	const char *address, *mask;
	unsigned prefix;
} prefixes[] = {
	{ __LINE__, "\x0a\0\0\1", "\xff\xff\xfe\0", 23 },
	{ __LINE__, "\x0a\0\0\1", "\xff\xff\xff\xff", 32 },
	{ __LINE__, "\x0a\0\0\1", "\0\0\0\0", 8 },
	{ __LINE__, "\xac\x10\0\1", "\0\0\0\0", 16 },
	{ __LINE__, "\xc0\xa8\0\1", "\0\0\0\0", 24 },
};

int main(void)
{
	exchange();
	repeats();
	gives_up();
	refused();
	ignores();
	wrong_sums();
	survives();
	overloaded();
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
		struct dhcp_lease l = { .mtu = 0 };

		memcpy(&l.address, prefixes[i].address, 4);
		memcpy(&l.mask, prefixes[i].mask, 4);
		CHECK_AT(prefixes[i].line, dhcp_prefix(&l) == prefixes[i].prefix);
	}
	return test_failed;
}
