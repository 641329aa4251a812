// SPDX-License-Identifier: MIT
// DHCP packets of a client.
#include "dhcp_packet.h"

#include <string.h>

enum { IP_SIZE = 20, UDP_SIZE = 8, FIXED = 236, COOKIE = 4, PAYLOAD_MIN = 300 };
enum { SNAME = 44, SNAME_SIZE = 64, FILE_NAME = 108, FILE_SIZE = 128, OVERLOAD = 52, END = 255 };

static const uint8_t cookie[COOKIE] = { 99, 130, 83, 99 };

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static void put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

// --- what is sent

// RFC 2131, figure 1
uint8_t *dhcp_begin(uint8_t *p, uint32_t xid, unsigned seconds, const uint8_t mac[6])
{
	memset(p, 0, PAYLOAD_MIN);
	p[0] = 1;	// BOOTREQUEST
	p[1] = 1;	// Ethernet
	p[2] = 6;
	memcpy(p + 4, &xid, 4);
	put16(p + 8, seconds > 65535 ? 65535 : seconds);
	memcpy(p + 28, mac, 6);
	memcpy(p + FIXED, cookie, COOKIE);
	return p + DHCP_OPTIONS;
}

uint8_t *dhcp_option(uint8_t *o, uint8_t code, const void *data, size_t n)
{
	*o++ = code;
	*o++ = (uint8_t)n;
	memcpy(o, data, n);
	return o + n;
}

size_t dhcp_end(const uint8_t *p, uint8_t *o)
{
	*o++ = END;
	return o - p < PAYLOAD_MIN ? PAYLOAD_MIN : (size_t)(o - p);
}

// --- headers

// RFC 1071
static uint32_t sum(uint32_t s, const uint8_t *p, size_t n)
{
	for (; n > 1; n -= 2, p += 2)
		s += get16(p);
	if (n)
		s += (uint32_t)*p << 8;
	return s;
}

static uint16_t folded(uint32_t s)
{
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return (uint16_t)~s;
}

// RFC 768: pseudo header (addresses, protocol, length), header, data.
static uint16_t udp_sum(const uint8_t *ip, const uint8_t *udp, size_t n)
{
	return folded(sum(sum(17 + (uint32_t)n, ip + 12, 8), udp, n));
}

// RFC 791 and RFC 768
size_t dhcp_frame(uint8_t *ip, size_t n)
{
	uint8_t *udp = ip + IP_SIZE;

	memset(ip, 0, DHCP_HEADERS);
	ip[0] = 0x45;
	put16(ip + 2, (unsigned)(DHCP_HEADERS + n));
	ip[8] = 64;
	ip[9] = 17;
	memset(ip + 16, 255, 4);
	put16(udp, 68);
	put16(udp + 2, 67);
	put16(udp + 4, (unsigned)(UDP_SIZE + n));
	put16(ip + 10, folded(sum(0, ip, IP_SIZE)));
	uint16_t s = udp_sum(ip, udp, UDP_SIZE + n);
	put16(udp + 6, s ? s : 0xffff);
	return DHCP_HEADERS + n;
}

// Unfragmented IPv4.
const uint8_t *dhcp_unframe(const uint8_t *ip, size_t *n, bool checked)
{
	if (*n < IP_SIZE || ip[0] >> 4 != 4)
		return NULL;
	size_t header = (size_t)(ip[0] & 15) * 4, total = get16(ip + 2);
	if (header < IP_SIZE || total > *n || total < header + UDP_SIZE)
		return NULL;
	if (folded(sum(0, ip, header)) || (get16(ip + 6) & 0x3fff) || ip[9] != 17)
		return NULL;
	const uint8_t *udp = ip + header;
	size_t size = get16(udp + 4);
	if (size < UDP_SIZE || size > total - header || get16(udp + 2) != 68)
		return NULL;
	if (checked && get16(udp + 6) && udp_sum(ip, udp, size))
		return NULL;
	*n = size - UDP_SIZE;
	return udp + UDP_SIZE;
}

// --- what comes

bool dhcp_is_reply(const uint8_t *p, size_t n, uint32_t xid, const uint8_t mac[6])
{
	if (n < DHCP_OPTIONS || p[0] != 2 || p[1] != 1 || p[2] != 6)
		return false;
	return !memcmp(p + 4, &xid, 4) && !memcmp(p + 28, mac, 6) &&
		!memcmp(p + FIXED, cookie, COOKIE);
}

// RFC 2132; overload is NULL where it means nothing.
static void each(const uint8_t *p, size_t n, unsigned *overload, dhcp_take *take, void *arg)
{
	for (size_t i = 0; i < n && p[i] != END;) {
		if (!p[i]) {
			i++;
			continue;
		}
		if (n - i < 2 || n - i - 2 < p[i + 1])
			return;
		if (p[i] == OVERLOAD && p[i + 1] == 1 && overload)
			*overload = p[i + 2] & 3;
		take(arg, p[i], p + i + 2, p[i + 1]);
		i += 2 + (size_t)p[i + 1];
	}
}

// RFC 2131, 4.1: the field file, then sname
unsigned dhcp_options(const uint8_t *p, size_t n, dhcp_take *take, void *arg)
{
	unsigned overload = 0;

	each(p + DHCP_OPTIONS, n - DHCP_OPTIONS, &overload, take, arg);
	if (overload & 1)
		each(p + FILE_NAME, FILE_SIZE, NULL, take, arg);
	if (overload & 2)
		each(p + SNAME, SNAME_SIZE, NULL, take, arg);
	return overload;
}
