// SPDX-License-Identifier: MIT
// A DHCP client's states, and what it takes of an answer.
#include "dhcp.h"

#include <arpa/inet.h>
#include <string.h>

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t get32be(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, 4);
	return v;
}

// RFC 2131, table 5; RFC 2132
static size_t build(const struct dhcp_client *c, int64_t now, uint8_t *p)
{
	static const uint8_t wanted[] = { 1, 3, 6, 12, 15, 26, 51, 54 };
	static const uint8_t size[] = { DHCP_FRAME_MAX >> 8, DHCP_FRAME_MAX & 255 };
	uint8_t type = c->state == DHCP_SELECTING ? DHCP_DISCOVER : DHCP_REQUEST, id[7] = { 1 };
	int64_t seconds = (now - c->started) / 1000;
	uint8_t *o = dhcp_begin(p, c->xid, (unsigned)(seconds > 65535 ? 65535 : seconds), c->mac);

	memcpy(id + 1, c->mac, 6);
	o = dhcp_option(o, 53, &type, 1);
	o = dhcp_option(o, 61, id, sizeof id);	// as iPXE sends it: one lease for both
	o = dhcp_option(o, 57, size, sizeof size);
	o = dhcp_option(o, 60, "orion", 5);
	o = dhcp_option(o, 55, wanted, sizeof wanted);
	if (c->state == DHCP_REQUESTING) {
		o = dhcp_option(o, 50, &c->lease.address, 4);
		o = dhcp_option(o, 54, &c->lease.server, 4);
	}
	if (c->hostname[0])
		o = dhcp_option(o, 12, c->hostname, strlen(c->hostname));
	return dhcp_end(p, o);
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
static void take_option(void *arg, uint8_t code, const uint8_t *v, size_t n)
{
	struct dhcp_reply *r = arg;
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

static bool usable(uint32_t be)
{
	uint32_t a = ntohl(be);

	return a >> 24 && a >> 24 != 127 && a >> 28 < 14;
}

int dhcp_parse(const struct dhcp_client *c, const uint8_t *p, size_t n, struct dhcp_reply *r)
{
	memset(r, 0, sizeof *r);
	if (!dhcp_is_reply(p, n, c->xid, c->mac))
		return -1;
	dhcp_options(p, n, take_option, r);
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
	return dhcp_frame(buf, build(c, now, buf + DHCP_HEADERS));
}

// RFC 2131, figure 5
bool dhcp_input(struct dhcp_client *c, int64_t now, const uint8_t *ip, size_t n, bool checked)
{
	struct dhcp_reply r;
	const uint8_t *p = dhcp_unframe(ip, &n, checked);

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
