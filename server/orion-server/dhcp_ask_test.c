// SPDX-License-Identifier: MIT
// What dnsmasq answers to each kind of machine, and answers that are none.
#include "dhcp_ask.h"

#include "test.h"

static const struct {
	int line;
	enum dhcp_kind kind;
	unsigned arch;	// 0xffff: says none
	const char *class;
	bool ipxe;
} kinds[] = {
	{ __LINE__, DHCP_PLAIN, 0xffff, NULL, false },
	{ __LINE__, DHCP_BIOS, 0, "PXEClient:Arch:00000:UNDI:003000", false },
	{ __LINE__, DHCP_UEFI, 7, "PXEClient:Arch:00007:UNDI:003000", false },
	{ __LINE__, DHCP_HTTP, 16, "HTTPClient:Arch:00016:UNDI:003000", false },
	{ __LINE__, DHCP_IPXE, 0, "PXEClient:Arch:00000:UNDI:003000", true },
	{ __LINE__, DHCP_IPXE_UEFI, 7, "PXEClient:Arch:00007:UNDI:003000", true },
};

struct asked {
	unsigned arch;
	char class[64];
	bool ipxe, item;
	uint8_t type;
};

static void see(void *arg, uint8_t code, const uint8_t *v, size_t n)
{
	struct asked *a = arg;

	if (code == 53)
		a->type = v[0];
	if (code == 60)
		memcpy(a->class, v, n);
	if (code == 93)
		a->arch = (unsigned)(v[0] << 8 | v[1]);
	if (code == 43)
		a->item = !memcmp(v, "\x47\4\x80\0\0\0\xff", n);
	a->ipxe |= code == 175;
}

static void asks(void)
{
	uint8_t p[DHCP_FRAME_MAX];
	struct dhcp_question q;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct asked a = { .arch = 0xffff };

		dhcp_question_make(&q, kinds[i].kind);
		size_t n = dhcp_discover(&q, p);
		CHECK_AT(kinds[i].line, n <= 576 - DHCP_HEADERS && q.mac[0] == 2 && p[10] == 0x80);
		dhcp_options(p, n, see, &a);
		CHECK_AT(kinds[i].line, a.type == DHCP_DISCOVER && a.arch == kinds[i].arch);
		CHECK_AT(kinds[i].line, !strcmp(a.class, kinds[i].class ? kinds[i].class : ""));
		CHECK_AT(kinds[i].line, a.ipxe == kinds[i].ipxe && !a.item);
	}
	struct asked a = { .arch = 0 };
	size_t n = dhcp_boot_request(&q, 0x0a090001, 0x8000, p);
	dhcp_options(p, n, see, &a);
	CHECK(a.type == DHCP_REQUEST && a.item && !memcmp(p + 12, "\x0a\x09\0\1", 4));
}

static const struct dhcp_question question = {
	.kind = DHCP_BIOS,
	.mac = { 2, 1, 2, 3, 4, 5 },
	.xid = 77,
};

// The payload of an answer with these options.
static size_t answer(uint8_t *p, const char *options, size_t n)
{
	uint8_t *o = dhcp_begin(p, question.xid, 0, question.mac);

	p[0] = 2;
	memcpy(p + 20, "\x0a\x09\0\1", 4);
	memcpy(o, options, n);
	return dhcp_end(p, o + n);
}

#define SERVER "\x36\4\x0a\x09\0\1"
#define OFFER "\x35\1\2" SERVER

static const struct {
	int line;
	const char *options;
	size_t n;
	int rc;
	const char *file;
	uint32_t boot_server;
	uint16_t item;
	bool pxe, http;
} cases[] = {
	{ __LINE__, OFFER "\x43\x0eundionly.kpxe", 9 + 16, 0, "undionly.kpxe", 0, 0, false, false },
	{ __LINE__,
		OFFER
		"\x3c\x09PXEClient"
		      "\x2b\x20\6\1\3\x0a\4\0PXE\x08\7\x80\0\1\x0a\x09\0\1\x09\x0a\x80\0\7OrionOS\xff",
		9 + 11 + 34, 0, "", 0x0a090001, 0x8000, true, false },
	{ __LINE__, OFFER "\x3c\x0aHTTPClient\x43\5http:", 9 + 12 + 7, 0, "http:", 0, 0, false,
		true },
	{ __LINE__, OFFER "\x43\3a\nb", 9 + 5, 0, "", 0, 0, false, false },
	{ __LINE__, OFFER "\x43\0", 9 + 2, 0, "", 0, 0, false, false },
	{ __LINE__, OFFER "\x2b\3\x08\x07\x80", 9 + 5, 0, "", 0, 0, false, false },
	{ __LINE__, OFFER "\x2b\x09\x08\x07\x80\0\0\1\2\3\4", 9 + 11, 0, "", 0, 0, false, false },
	{ __LINE__, "\x35\1\6" SERVER, 9, -1, "", 0, 0, false, false },
	{ __LINE__, "\x35\1\2", 3, -1, "", 0, 0, false, false },
	{ __LINE__, SERVER, 6, -1, "", 0, 0, false, false },
};

static void answers(void)
{
	uint8_t p[DHCP_FRAME_MAX];
	struct dhcp_answer r;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t n = answer(p, cases[i].options, cases[i].n);

		CHECK_AT(cases[i].line, dhcp_answer_parse(&r, &question, p, n) == cases[i].rc);
		CHECK_AT(cases[i].line, !strcmp(r.file, cases[i].file));
		CHECK_AT(cases[i].line,
			r.boot_server == cases[i].boot_server && r.item == cases[i].item);
		CHECK_AT(cases[i].line, r.pxe == cases[i].pxe && r.http == cases[i].http);
	}
}

// The file in its own field, which options may have taken.
static void fields(void)
{
	uint8_t p[DHCP_FRAME_MAX];
	struct dhcp_answer r;
	size_t n = answer(p, OFFER, 9);

	memcpy(p + 108, "pxelinux.0", 11);
	CHECK(!dhcp_answer_parse(&r, &question, p, n) && r.next == 0x0a090001);
	CHECK_TEXT(r.file, "pxelinux.0");
	n = answer(p, OFFER "\x34\1\1", 12);
	memcpy(p + 108, "\x43\1x\xff", 4);
	CHECK(!dhcp_answer_parse(&r, &question, p, n));
	CHECK_TEXT(r.file, "x");
	p[4] ^= 1;
	CHECK(dhcp_answer_parse(&r, &question, p, n));
}

int main(void)
{
	asks();
	answers();
	fields();
	return test_failed;
}
