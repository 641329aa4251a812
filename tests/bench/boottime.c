// SPDX-License-Identifier: MIT
// Reads a capture of the switch: how long one machine took from its first DHCP packet to its report of
// being ready (syslog), and how many bytes it sent and got until then.
#define _GNU_SOURCE
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SNAP = 65535, HEADERS = 14 + 20 + 8, DHCP = 67, SYSLOG = 514 };

struct capture {
	FILE *in;
	uint8_t frame[SNAP];
	uint32_t have, length; // bytes captured, bytes it had
	double time;
};

static bool next(struct capture *c)
{
	uint32_t head[4];

	if (fread(head, sizeof(head), 1, c->in) != 1 || head[2] > SNAP)
		return false;
	c->time = head[0] + head[1] / 1e6;
	c->have = head[2];
	c->length = head[3];
	return fread(c->frame, 1, c->have, c->in) == c->have;
}

// The UDP port a frame goes to (IPv4 without options), or -1.
static int port(const struct capture *c)
{
	const uint8_t *f = c->frame;

	if (c->have < HEADERS || f[12] != 8 || f[13] != 0 || f[14] != 0x45 || f[23] != 17)
		return -1;
	return f[36] << 8 | f[37];
}

static bool parse_mac(const char *s, uint8_t mac[6])
{
	return sscanf(s, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx", mac, mac + 1, mac + 2, mac + 3,
		       mac + 4, mac + 5) == 6;
}

int main(int argc, char **argv)
{
	static struct capture c;
	uint8_t mac[6];
	uint32_t head[6];
	double first = 0, ready = 0;
	unsigned long long bytes = 0;

	if (argc != 3 || !parse_mac(argv[2], mac))
		return fputs("usage: boottime CAPTURE MAC\n", stderr), 2;
	c.in = fopen(argv[1], "re");
	if (!c.in || fread(head, sizeof(head), 1, c.in) != 1 || head[0] != 0xa1b2c3d4)
		return fprintf(stderr, "boottime: %s is not a capture of the switch\n", argv[1]), 3;
	while (!ready && next(&c)) {
		bool ours = c.have >= 14 && !memcmp(c.frame + 6, mac, 6);
		if (ours || !memcmp(c.frame, mac, 6))
			bytes += c.length;
		if (ours && !first && port(&c) == DHCP)
			first = c.time;
		if (ours && port(&c) == SYSLOG && memmem(c.frame, c.have, ": ready ", 8))
			ready = c.time;
	}
	if (!first || !ready)
		return fprintf(stderr, "boottime: no %s from %s\n",
			       first ? "report" : "DHCP packet", argv[2]),
		       1;
	return printf("%.2f %llu\n", ready - first, bytes) < 0 || fflush(stdout) ? 3 : 0;
}
