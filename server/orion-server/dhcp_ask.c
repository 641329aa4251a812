// SPDX-License-Identifier: MIT
// Questions and answers of DHCP at a boot.
#include "dhcp_ask.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

enum { BROADCAST = 0x80, ITEM = 71, MENU_SERVERS = 8, MENU = 9 };

// RFC 4578; the architectures are of its table, and 16 of IANA's.
static const struct {
	const char *class;
	uint16_t arch;
	bool ipxe;
} kinds[] = {
	[DHCP_PLAIN] = { .class = NULL },
	[DHCP_BIOS] = { "PXEClient", 0, false },
	[DHCP_UEFI] = { "PXEClient", 7, false },
	[DHCP_HTTP] = { "HTTPClient", 16, false },
	[DHCP_IPXE] = { "PXEClient", 0, true },
	[DHCP_IPXE_UEFI] = { "PXEClient", 7, true },
};

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void put32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (24 - 8 * i));
}

void dhcp_question_make(struct dhcp_question *q, enum dhcp_kind kind)
{
	*q = (struct dhcp_question){ .kind = kind };
	getrandom(&q->xid, sizeof q->xid, 0);
	getrandom(q->uuid, sizeof q->uuid, 0);
	getrandom(q->mac, sizeof q->mac, 0);
	q->mac[0] = 0x02;	// locally administered, one machine
}

// --- questions

// PXE 2.1, 2.2.2 and RFC 4578: who it is and what it can do.
static uint8_t *identify(const struct dhcp_question *q, uint8_t *o)
{
	uint8_t id[17] = { 0 }, arch[2] = { 0, (uint8_t)kinds[q->kind].arch };
	static const uint8_t interface[] = { 1, 3, 0 };	// UNDI
	static const uint8_t features[] = { 0xb1, 1, 1, 0xff };
	char class[40];

	if (!kinds[q->kind].class)
		return o;
	int n = snprintf(class, sizeof class, "%s:Arch:%05u:UNDI:003000", kinds[q->kind].class,
		kinds[q->kind].arch);
	memcpy(id + 1, q->uuid, sizeof q->uuid);
	o = dhcp_option(o, 60, class, (size_t)n);
	o = dhcp_option(o, 93, arch, sizeof arch);
	o = dhcp_option(o, 94, interface, sizeof interface);
	o = dhcp_option(o, 97, id, sizeof id);
	if (!kinds[q->kind].ipxe)
		return o;
	o = dhcp_option(o, 77, "iPXE", 4);
	return dhcp_option(o, 175, features, sizeof features);
}

static uint8_t *begin(const struct dhcp_question *q, uint8_t type, uint8_t *p)
{
	static const uint8_t wanted[] = { 1, 3, 12, 15, 43, 54, 60, 66, 67, 97, 175 };
	static const uint8_t size[] = { 1472 >> 8, 1472 & 255 };
	uint8_t *o = dhcp_begin(p, q->xid, 4, q->mac);

	p[10] = BROADCAST;	// nobody has that MAC
	o = dhcp_option(o, 53, &type, 1);
	o = dhcp_option(o, 57, size, sizeof size);
	o = dhcp_option(o, 55, wanted, sizeof wanted);
	return identify(q, o);
}

size_t dhcp_discover(const struct dhcp_question *q, uint8_t *p)
{
	return dhcp_end(p, begin(q, DHCP_DISCOVER, p));
}

size_t dhcp_boot_request(const struct dhcp_question *q, uint32_t address, uint16_t item, uint8_t *p)
{
	uint8_t choice[] = { ITEM, 4, (uint8_t)(item >> 8), (uint8_t)item, 0, 0, 255 };
	uint8_t *o = begin(q, DHCP_REQUEST, p);

	put32(p + 12, address);
	if (item)
		o = dhcp_option(o, 43, choice, sizeof choice);
	return dhcp_end(p, o);
}

// --- answers

// A text from the network; empty when it is too long or has anything in it that isn't printable.
static void take_text(char to[DHCP_FILE], const uint8_t *s, size_t n)
{
	size_t length = strnlen((const char *)s, n);

	to[0] = 0;
	if (length >= DHCP_FILE)
		return;
	for (size_t i = 0; i < length; i++)
		if (s[i] <= ' ' || s[i] > '~')
			return;
	memcpy(to, s, length);
	to[length] = 0;
}

static bool starts(const uint8_t *v, size_t n, const char *with)
{
	return n >= strlen(with) && !memcmp(v, with, strlen(with));
}

// PXE 2.1, table 2-1: the boot servers (type, number of addresses, addresses) and the menu (type, length, text).
static void take_menu(struct dhcp_answer *r, const uint8_t *v, size_t n)
{
	for (size_t i = 0; i < n && v[i] != 255;) {
		if (!v[i]) {
			i++;
			continue;
		}
		if (n - i < 2 || n - i - 2 < v[i + 1])
			return;
		const uint8_t *x = v + i + 2;
		if (v[i] == MENU_SERVERS && v[i + 1] >= 7 && x[2])
			r->boot_server = get32(x + 3);
		if (v[i] == MENU && v[i + 1] >= 2)
			r->item = (uint16_t)(x[0] << 8 | x[1]);
		i += 2 + (size_t)v[i + 1];
	}
}

// RFC 2132
static void take(void *arg, uint8_t code, const uint8_t *v, size_t n)
{
	struct dhcp_answer *r = arg;

	switch (code) {
	case 43: take_menu(r, v, n); break;
	case 53:
		if (n == 1 && v[0] <= DHCP_NAK)
			r->type = v[0];
		break;
	case 54:
		if (n == 4)
			r->server = get32(v);
		break;
	case 60:
		r->pxe = starts(v, n, "PXEClient");
		r->http = starts(v, n, "HTTPClient");
		break;
	case 67: take_text(r->file, v, n); break;
	}
}

int dhcp_answer_parse(
	struct dhcp_answer *r, const struct dhcp_question *q, const uint8_t *p, size_t n)
{
	*r = (struct dhcp_answer){ .server = 0 };
	if (!dhcp_is_reply(p, n, q->xid, q->mac))
		return -1;
	unsigned overload = dhcp_options(p, n, take, r);
	if (!r->file[0] && !(overload & 1))
		take_text(r->file, p + 108, 128);
	r->address = get32(p + 16);
	r->next = get32(p + 20);
	return r->server && (r->type == DHCP_OFFER || r->type == DHCP_ACK) ? 0 : -1;
}
