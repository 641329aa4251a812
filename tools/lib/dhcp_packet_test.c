// SPDX-License-Identifier: MIT
// DHCP packets: what is made can be taken apart again, options end where the packet does. initrd/dhcp_test.c has the headers.
#include "dhcp_packet.h"

#include "test.h"

static const uint8_t mac[6] = { 2, 0, 0, 1, 2, 3 };

struct seen {
	unsigned count, bytes;
	uint8_t last;
};

static void see(void *arg, uint8_t code, const uint8_t *v, size_t n)
{
	struct seen *s = arg;

	(void)v;
	s->count++;
	s->bytes += (unsigned)n;
	s->last = code;
}

// A reply with these options.
static size_t reply(uint8_t *p, const char *options, size_t n)
{
	uint8_t *o = dhcp_begin(p, 7, 70000, mac);

	p[0] = 2;
	memcpy(o, options, n);
	return dhcp_end(p, o + n);
}

static void made(void)
{
	uint8_t buf[DHCP_FRAME_MAX], *p = buf + DHCP_HEADERS;
	struct seen s = { 0 };
	size_t n = reply(p, "\x35\1\2\x36\4\1\2\3\4", 9);

	CHECK(n == 300 && p[8] == 255 && p[9] == 255);
	CHECK(dhcp_is_reply(p, n, 7, mac) && !dhcp_is_reply(p, n, 8, mac));
	CHECK(!dhcp_is_reply(p, DHCP_OPTIONS - 1, 7, mac));
	CHECK(!dhcp_options(p, n, see, &s) && s.count == 2 && s.bytes == 5 && s.last == 0x36);
	size_t size = dhcp_frame(buf, n);
	CHECK(size == n + DHCP_HEADERS);
	CHECK(!dhcp_unframe(buf, &size, true));	// it is for port 67
}

static const struct {
	int line;
	const char *options;
	size_t n;
	unsigned count;
} cases[] = {
	{ __LINE__, "", 0, 0 },
	{ __LINE__, "\0\0\x35\1\2", 5, 1 },
	{ __LINE__, "\xff\x35\1\2", 4, 0 },
	{ __LINE__, "\x35\0\x35\0", 4, 2 },
	{ __LINE__, "\x34\1\1", 3, 2 },
	{ __LINE__, "\x34\1\3", 3, 3 },
	{ __LINE__, "\x34\2\3\3", 4, 1 },
};

// The fields file and sname have an option each, which count where they are said to.
static void taken(void)
{
	uint8_t p[DHCP_FRAME_MAX];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct seen s = { 0 };
		size_t n = reply(p, cases[i].options, cases[i].n);

		memcpy(p + 44, "\x34\1\3", 3);	// an overload in there means nothing
		memcpy(p + 108, "\x0c\1a", 3);
		dhcp_options(p, n, see, &s);
		CHECK_AT(cases[i].line, s.count == cases[i].count);
	}
}

int main(void)
{
	made();
	taken();
	return test_failed;
}
