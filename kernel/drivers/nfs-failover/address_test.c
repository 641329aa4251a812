// SPDX-License-Identifier: GPL-2.0-only
/* Lists that are taken, and that are refused. */
#include "address.h"

#include <errno.h>
#include <string.h>

#include "test.h"

static const struct {
	int line;
	const char *text;
	int error;
	unsigned int count;
} cases[] = {
	{ __LINE__, "", 0, 0 },
	{ __LINE__, " \t\n", 0, 0 },
	{ __LINE__, "10.9.0.1\n", 0, 1 },
	{ __LINE__, " 10.9.0.1  10.9.0.2\t127.0.0.1 ", 0, 3 },
	{ __LINE__, "1.1.1.1 1.1.1.2 1.1.1.3 1.1.1.4 1.1.1.5 1.1.1.6 1.1.1.7 223.255.255.255", 0,
	  8 },
	{ __LINE__, "1.1.1.1 1.1.1.2 1.1.1.3 1.1.1.4 1.1.1.5 1.1.1.6 1.1.1.7 1.1.1.8 1.1.1.9",
	  -E2BIG, 0 },
	{ __LINE__, "10.9.0.1 10.9.0.2 10.9.0.1", -EEXIST, 0 },
	{ __LINE__, "10.9.0.1,10.9.0.2", -EINVAL, 0 },
	{ __LINE__, "10.9.0", -EINVAL, 0 },
	{ __LINE__, "10.9.0.256", -EINVAL, 0 },
	{ __LINE__, "10.9.0.1 x", -EINVAL, 0 },
	{ __LINE__, "0.0.0.0", -EINVAL, 0 },
	{ __LINE__, "224.0.0.1", -EINVAL, 0 },
	{ __LINE__, "255.255.255.255", -EINVAL, 0 },
	{ __LINE__, "fd6f:7269:6f6e::1 fd6f:7269:6f6e::2\n", 0, 2 },
	{ __LINE__, "::1 2001:db8:1:2:3:4:5:6", 0, 2 },
	{ __LINE__, "1111:2222:3333:4444:5555:6666:123.123.123.123", 0, 1 },
	{ __LINE__, "fd00::1 FD00:0:0::0001", -EEXIST, 0 },
	{ __LINE__, "fd00::1 10.9.0.1", -EAFNOSUPPORT, 0 },
	{ __LINE__, "10.9.0.1 fd00::1", -EAFNOSUPPORT, 0 },
	{ __LINE__, "[fd00::1]", -EINVAL, 0 },
	{ __LINE__, "fd00::1/64", -EINVAL, 0 },
	{ __LINE__, "fd00::1::2", -EINVAL, 0 },
	{ __LINE__, "fd00:1", -EINVAL, 0 },
	{ __LINE__, ":", -EINVAL, 0 },
	{ __LINE__, "::", -EINVAL, 0 },
	{ __LINE__, "::2", -EINVAL, 0 },
	{ __LINE__, "::10.9.0.1", -EINVAL, 0 },
	{ __LINE__, "::ffff:10.9.0.1", -EINVAL, 0 },
	{ __LINE__, "ff02::1", -EINVAL, 0 },
	{ __LINE__, "fe80::1", -EINVAL, 0 },
	{ __LINE__, "febf::1", -EINVAL, 0 },
	{ __LINE__, "fe80::1%eth0", -EINVAL, 0 },
	{ __LINE__, "fec0::1", 0, 1 },
	{ __LINE__, "1111:2222:3333:4444:5555:6666:123.123.123.1234", -EINVAL, 0 },
	{ __LINE__, "1111:2222:3333:4444:5555:6666:7777:8888:1111:2222:3333:4444", -EINVAL, 0 },
};

static void each(void)
{
	struct nfo_address list[NFO_SERVERS_MAX];
	unsigned int count;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		CHECK_AT(cases[i].line,
			 nfo_addresses(cases[i].text, list, &count) == cases[i].error);
		CHECK_AT(cases[i].line, cases[i].error || count == cases[i].count);
	}
}

static void bytes(void)
{
	static const struct nfo_address four = { .bytes = { 10, 9, 0, 1 } };
	static const struct nfo_address six = { true, { 0xfd, 0x6f, [15] = 0x1f } };
	struct nfo_address list[NFO_SERVERS_MAX];
	unsigned int count;

	CHECK(!nfo_addresses("10.9.0.1", list, &count) && nfo_same_address(list, &four));
	CHECK(!nfo_addresses("fd6f::1f", list, &count) && nfo_same_address(list, &six));
	CHECK(!nfo_same_address(&four, &six));
}

int main(void)
{
	each();
	bytes();
	return test_failed;
}
