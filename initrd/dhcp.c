// SPDX-License-Identifier: MIT
// A DHCP client's packets and states.
#include "dhcp.h"

#include <arpa/inet.h>
#include <string.h>

enum { IP_SIZE = 20, UDP_SIZE = 8, FIXED = 236, COOKIE = 4, PAYLOAD_MIN = 300 };

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

static uint32_t get32be(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, 4);
	return v;
}

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

// RFC 791 and RFC 768 around n bytes of payload that stand behind the headers already.
static size_t frame(uint8_t *ip, size_t n)
{
	uint8_t *udp = ip + IP_SIZE;

	memset(ip, 0, IP_SIZE + UDP_SIZE);
	ip[0] = 0x45;
	put16(ip + 2, (unsigned)(IP_SIZE + UDP_SIZE + n));
	ip[8] = 64;
	ip[9] = 17;
	memset(ip + 16, 255, 4);
	put16(udp, 68);
	put16(udp + 2, 67);
	put16(udp + 4, (unsigned)(UDP_SIZE + n));
	put16(ip + 10, folded(sum(0, ip, IP_SIZE)));
	uint16_t s = udp_sum(ip, udp, UDP_SIZE + n);
	put16(udp + 6, s ? s : 0xffff);
	return IP_SIZE + UDP_SIZE + n;
}

// The payload of a whole, unfragmented IPv4 packet to UDP port 68, or NULL.
static const uint8_t *unframe(const uint8_t *ip, size_t *n, bool checked)
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

static uint8_t *option(uint8_t *p, uint8_t code, const void *data, size_t n)
{
	*p++ = code;
	*p++ = (uint8_t)n;
	memcpy(p, data, n);
	return p + n;
}

// RFC 2131, table 5; RFC 2132
static size_t build(const struct dhcp_client *c, int64_t now, uint8_t *p)
{
	static const uint8_t wanted[] = { 1, 3, 6, 12, 15, 26, 51, 54 };
	uint8_t type = c->state == DHCP_SELECTING ? DHCP_DISCOVER : DHCP_REQUEST, id[7] = { 1 };
	uint8_t size[2], *o = p + FIXED;
	int64_t secs = (now - c->started) / 1000;

	memset(p, 0, PAYLOAD_MIN);
	p[0] = 1;	// BOOTREQUEST
	p[1] = 1;	// Ethernet
	p[2] = 6;
	memcpy(p + 4, &c->xid, 4);
	put16(p + 8, (unsigned)(secs > 65535 ? 65535 : secs));
	memcpy(p + 28, c->mac, 6);
	memcpy(id + 1, c->mac, 6);
	memcpy(o, cookie, COOKIE);
	o = option(o + COOKIE, 53, &type, 1);
	o = option(o, 61, id, sizeof id);	// as iPXE sends it: one lease for both
	put16(size, DHCP_FRAME_MAX);
	o = option(o, 57, size, 2);
	o = option(o, 60, "orion", 5);
	o = option(o, 55, wanted, sizeof wanted);
	if (c->state == DHCP_REQUESTING) {
		o = option(o, 50, &c->lease.address, 4);
		o = option(o, 54, &c->lease.server, 4);
	}
	if (c->hostname[0])
		o = option(o, 12, c->hostname, strlen(c->hostname));
	*o++ = 255;
	return o - p < PAYLOAD_MIN ? PAYLOAD_MIN : (size_t)(o - p);
}

// A name from the network: cut to what a host name may hold, or left out.
static void take_name(char *to, size_t size, const uint8_t *s, size_t n)
{
	while (n && !s[n - 1])
		n--;
	if (!n || n >= size || s[0] == '-' || s[0] == '.')
		return;
	for (size_t i = 0; i < n; i++)
		if (!((s[i] >= 'a' && s[i] <= 'z') || (s[i] >= 'A' && s[i] <= 'Z') ||
				(s[i] >= '0' && s[i] <= '9') || s[i] == '-' || s[i] == '.'))
			return;
	memcpy(to, s, n);
	to[n] = 0;
}

// RFC 2132; n bytes of value.
static void take_option(
	struct dhcp_reply *r, unsigned *overload, uint8_t code, const uint8_t *v, size_t n)
{
	struct dhcp_lease *l = &r->lease;

	switch (code) {
	case 1:
		if (n == 4)
			l->mask = get32be(v);
		break;
	case 3:
		if (n >= 4)
			l->gateway = get32be(v);
		break;
	case 6: memcpy(l->dns, v, n / 4 > 3 ? 12 : n / 4 * 4); break;
	case 12: take_name(l->hostname, sizeof l->hostname, v, n); break;
	case 15: take_name(l->domain, sizeof l->domain, v, n); break;
	case 26:
		if (n == 2)
			l->mtu = get16(v);
		break;
	case 51:
		if (n == 4)
			l->seconds = ntohl(get32be(v));
		break;
	case 52:
		if (n == 1 && overload)
			*overload = v[0] & 3;
		break;
	case 53:
		if (n == 1 && v[0] < 9)
			r->type = v[0];
		break;
	case 54:
		if (n == 4)
			l->server = get32be(v);
		break;
	}
}

static void take_options(struct dhcp_reply *r, unsigned *overload, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n && p[i] != 255;) {
		if (!p[i]) {
			i++;
			continue;
		}
		if (n - i < 2 || n - i - 2 < p[i + 1])
			return;
		take_option(r, overload, p[i], p + i + 2, p[i + 1]);
		i += 2 + (size_t)p[i + 1];
	}
}

static bool usable(uint32_t be)
{
	uint32_t a = ntohl(be);

	return a >> 24 && a >> 24 != 127 && a >> 28 < 14;
}

// RFC 2131, 2 and 4.1 (option overload: fields file, then sname)
int dhcp_parse(const struct dhcp_client *c, const uint8_t *p, size_t n, struct dhcp_reply *r)
{
	unsigned overload = 0;

	memset(r, 0, sizeof *r);
	if (n < FIXED + COOKIE || p[0] != 2 || p[1] != 1 || p[2] != 6)
		return -1;
	if (memcmp(p + 4, &c->xid, 4) || memcmp(p + 28, c->mac, 6))
		return -1;
	if (memcmp(p + FIXED, cookie, COOKIE))
		return -1;
	take_options(r, &overload, p + FIXED + COOKIE, n - FIXED - COOKIE);
	if (overload & 1)
		take_options(r, NULL, p + 108, 128);
	if (overload & 2)
		take_options(r, NULL, p + 44, 64);
	r->lease.address = get32be(p + 16);
	if (r->type == DHCP_NAK)
		return 0;
	if (r->type != DHCP_OFFER && r->type != DHCP_ACK)
		return -1;
	return usable(r->lease.address) && usable(r->lease.server) ? 0 : -1;
}

void dhcp_start(struct dhcp_client *c, const uint8_t mac[6], uint32_t xid, int64_t now)
{
	char hostname[sizeof c->hostname];

	memcpy(hostname, c->hostname, sizeof hostname);
	memset(c, 0, sizeof *c);
	memcpy(c->hostname, hostname, sizeof hostname);
	memcpy(c->mac, mac, 6);
	c->xid = xid;
	c->started = c->due = now;
}

static void enter(struct dhcp_client *c, enum dhcp_state state, int64_t now)
{
	c->state = state;
	c->tries = 0;
	c->due = now;
}

// RFC 2131, 4.1: doubled waits with some chance in them, here 1, 2, then 4 s: a switch port
// that learns for half a minute is noticed soon after it opens.
static int64_t wait_ms(const struct dhcp_client *c)
{
	int64_t ms = c->tries < 2 ? 1000 << c->tries : 4000;

	return ms + (c->mac[5] + c->tries * 97) % 256;
}

size_t dhcp_output(struct dhcp_client *c, int64_t now, uint8_t buf[DHCP_FRAME_MAX])
{
	if (c->state == DHCP_BOUND || now < c->due)
		return 0;
	if (c->state == DHCP_REQUESTING && c->tries == 4)
		enter(c, DHCP_SELECTING, now);
	c->due = now + wait_ms(c);
	c->tries++;
	return frame(buf, build(c, now, buf + IP_SIZE + UDP_SIZE));
}

// RFC 2131, figure 5
bool dhcp_input(struct dhcp_client *c, int64_t now, const uint8_t *ip, size_t n, bool checked)
{
	struct dhcp_reply r;
	const uint8_t *p = unframe(ip, &n, checked);

	if (!p || dhcp_parse(c, p, n, &r))
		return false;
	if (c->state == DHCP_SELECTING && r.type == DHCP_OFFER) {
		c->lease = r.lease;
		enter(c, DHCP_REQUESTING, now);
	} else if (c->state == DHCP_REQUESTING && r.type == DHCP_NAK) {
		enter(c, DHCP_SELECTING, now);
		c->due = now + 1000;
	} else if (c->state == DHCP_REQUESTING && r.type == DHCP_ACK &&
			r.lease.server == c->lease.server) {
		c->lease = r.lease;
		enter(c, DHCP_BOUND, now);
	}
	return c->state == DHCP_BOUND;
}

unsigned dhcp_prefix(const struct dhcp_lease *l)
{
	uint32_t m = ntohl(l->mask);
	unsigned n = 0;

	if (!m) {
		unsigned first = ntohl(l->address) >> 24;

		return first < 128 ? 8 : first < 192 ? 16 : 24;
	}
	while (n < 32 && m & 0x80000000u >> n)
		n++;
	return n;
}
