// SPDX-License-Identifier: MIT
// Packets of TFTP, made well and badly.
#include "tftp.h"

#include "test.h"

static const struct {
	int line;
	const char *data;
	size_t n;
	int rc;
	unsigned kind, number;
	size_t length;	// of data, block or message
	uint64_t size;
} cases[] = {
	{ __LINE__, "\0\3\0\1abc", 7, 0, TFTP_DATA, 1, 3, 0 },
	{ __LINE__, "\0\3\xff\xff", 4, 0, TFTP_DATA, 65535, 0, 0 },
	{ __LINE__, "\0\5\0\1not found", 14, 0, TFTP_ERROR, 1, 9, 0 },
	{ __LINE__, "\0\5\0\1unended", 11, 0, TFTP_ERROR, 1, 0, 0 },
	{ __LINE__, "\0\5\0\1a\x1b[b", 9, 0, TFTP_ERROR, 1, 0, 0 },
	{ __LINE__,
		"\0\6tsize\0"
		"70000\0BLKSIZE\0"
		"1428",
		27, 0, TFTP_OPTIONS, 0, 1428, 70000 },
	{ __LINE__, "\0\6", 2, 0, TFTP_OPTIONS, 0, 512, 0 },
	{ __LINE__,
		"\0\6blksize\0"
		"1429",
		15, -1, 0, 0, 0, 0 },
	{ __LINE__,
		"\0\6blksize\0"
		"7",
		12, -1, 0, 0, 0, 0 },
	{ __LINE__,
		"\0\6blksize\0"
		"-8",
		13, -1, 0, 0, 0, 0 },
	{ __LINE__, "\0\6blksize", 9, -1, 0, 0, 0, 0 },
	{ __LINE__,
		"\0\6windowsize\0"
		"4",
		15, -1, 0, 0, 0, 0 },
	{ __LINE__, "\0\4\0\1", 4, -1, 0, 0, 0, 0 },
	{ __LINE__, "\0\1x\0octet", 10, -1, 0, 0, 0, 0 },
	{ __LINE__, "\0\3\0", 3, -1, 0, 0, 0, 0 },
	{ __LINE__, "", 0, -1, 0, 0, 0, 0 },
};

static size_t length(const struct tftp_packet *p)
{
	return p->kind == TFTP_DATA ? p->n : p->kind == TFTP_ERROR ? p->message.n : p->block;
}

int main(void)
{
	struct tftp_packet p;
	uint8_t buf[TFTP_REQUEST];
	char name[TFTP_REQUEST];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int rc = tftp_parse(&p, (const uint8_t *)cases[i].data, cases[i].n);

		CHECK_AT(cases[i].line, rc == cases[i].rc);
		if (rc)
			continue;
		CHECK_AT(cases[i].line, p.kind == cases[i].kind && p.number == cases[i].number);
		CHECK_AT(cases[i].line, length(&p) == cases[i].length && p.size == cases[i].size);
	}
	size_t n = tftp_request(buf, "a.b");
	CHECK(n == 33 &&
		!memcmp(buf,
			"\0\1a.b\0octet\0tsize\0"
			"0\0blksize\0"
			"1428",
			n));
	memset(name, 'a', sizeof name);
	name[sizeof name - 1] = 0;
	CHECK(!tftp_request(buf, name));
	return test_failed;
}
