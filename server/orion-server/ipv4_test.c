// SPDX-License-Identifier: MIT
// Addresses, prefixes, ranges: one spelling each, and what isn't one.
#include "ipv4.h"

#include <stdint.h>

#include "error.h"
#include "test.h"

static const struct {
	int line;
	const char *text;
} bad_addresses[] = {
	{ __LINE__, "" },
	{ __LINE__, "10.9.0" },
	{ __LINE__, "10.9.0.1.2" },
	{ __LINE__, "10.9.0.256" },
	{ __LINE__, "10.9.0.01" },
	{ __LINE__, "10.9.0.+1" },
	{ __LINE__, "10.9.0. 1" },
	{ __LINE__, "10.9..1" },
	{ __LINE__, "10.9.0.1 " },
	{ __LINE__, "a.b.c.d" },
}, bad_prefixes[] = {
	{ __LINE__, "10.9.0.1" },
	{ __LINE__, "10.9.0.1/" },
	{ __LINE__, "10.9.0.1/7" },
	{ __LINE__, "10.9.0.1/31" },
	{ __LINE__, "10.9.0.1/24/1" },
	{ __LINE__, "10.9.0.0/24" },
	{ __LINE__, "10.9.0.255/24" },
	{ __LINE__, "10.9.0/24" },
}, bad_ranges[] = {
	{ __LINE__, "10.9.0.1" },
	{ __LINE__, "10.9.0.2-10.9.0.1" },
	{ __LINE__, "10.9.0.1-10.9.0.2-10.9.0.3" },
	{ __LINE__, "10.9.0.1-" },
};

#define COUNT(array) (sizeof array / sizeof *array)

static void refuses(void)
{
	uint32_t a, b;
	struct prefix p;

	for (size_t i = 0; i < COUNT(bad_addresses); i++)
		CHECK_AT(bad_addresses[i].line,
			ipv4_parse(&a, text_of(bad_addresses[i].text)) == -E_DATA);
	for (size_t i = 0; i < COUNT(bad_prefixes); i++)
		CHECK_AT(bad_prefixes[i].line,
			ipv4_parse_prefix(&p, text_of(bad_prefixes[i].text)) == -E_DATA);
	for (size_t i = 0; i < COUNT(bad_ranges); i++)
		CHECK_AT(bad_ranges[i].line,
			ipv4_parse_range(&a, &b, text_of(bad_ranges[i].text)) == -E_DATA);
}

int main(void)
{
	uint32_t a, b;
	struct prefix p;
	char s[IPV4_TEXT];

	CHECK(!ipv4_parse(&a, TEXT("255.255.255.255")) && a == 0xffffffff);
	CHECK(!ipv4_parse(&a, TEXT("10.9.0.1")) && a == 0x0a090001);
	ipv4_write(s, a);
	CHECK_TEXT(s, "10.9.0.1");
	CHECK(!ipv4_parse_prefix(&p, TEXT("10.9.3.1/22")));
	CHECK(prefix_network(&p) == 0x0a090000 && prefix_mask(&p) == 0xfffffc00);
	CHECK(!prefix_check(&p, 0x0a0903fe));
	CHECK(prefix_check(&p, 0x0a0903ff) == -E_DATA);
	CHECK(prefix_check(&p, 0x0a090400) == -E_DATA);
	CHECK(!ipv4_parse_range(&a, &b, TEXT("10.9.0.1-10.9.0.1")) && a == b);
	refuses();
	return test_failed;
}
