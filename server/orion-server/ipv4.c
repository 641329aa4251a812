// SPDX-License-Identifier: MIT
// IPv4 addresses and prefixes.
#include "ipv4.h"

#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "error.h"

int ipv4_parse(uint32_t *address, struct text t)
{
	struct text part[4];
	uint64_t byte;

	*address = 0;
	if (text_fields(t, '.', part, 4) != 4)
		return fail(-E_DATA, "`%.*s` is no IPv4 address like 10.9.0.1", TEXT_ARG(t));
	for (size_t i = 0; i < 4; i++) {
		int rc = text_number(&byte, part[i], 0, 255, "number");

		if (rc)
			return during(rc, "`%.*s` is no IPv4 address", TEXT_ARG(t));
		*address = *address << 8 | (uint32_t)byte;
	}
	return 0;
}

// What is before and behind the separator.
static bool halves(struct text t, char separator, struct text half[2])
{
	return text_fields(t, separator, half, 2) == 2;
}

int ipv4_parse_prefix(struct prefix *p, struct text t)
{
	struct text half[2];
	uint64_t length;

	if (!halves(t, '/', half))
		return fail(-E_DATA, "`%.*s` is no address with a prefix length like 10.9.0.1/24",
			TEXT_ARG(t));
	int rc = ipv4_parse(&p->address, half[0]);
	if (!rc)
		rc = text_number(&length, half[1], 8, 30, "prefix length");
	if (rc)
		return rc;
	p->length = (unsigned)length;
	return during(prefix_check(p, p->address), "`%.*s`", TEXT_ARG(t));
}

int ipv4_parse_range(uint32_t *first, uint32_t *last, struct text t)
{
	struct text half[2];

	if (!halves(t, '-', half))
		return fail(-E_DATA, "`%.*s` is no range like 10.9.0.100-10.9.0.199", TEXT_ARG(t));
	int rc = ipv4_parse(first, half[0]);
	if (!rc)
		rc = ipv4_parse(last, half[1]);
	if (!rc && *first > *last)
		rc = fail(-E_DATA, "the range `%.*s` ends before it begins", TEXT_ARG(t));
	return rc;
}

void ipv4_write(char s[IPV4_TEXT], uint32_t a)
{
	snprintf(s, IPV4_TEXT, "%u.%u.%u.%u", a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255);
}

const char *ipv4_text(struct arena *a, uint32_t address)
{
	char s[IPV4_TEXT];

	ipv4_write(s, address);
	return arena_text(a, s, strlen(s));
}

uint32_t prefix_mask(const struct prefix *p)
{
	return ~0u << (32 - p->length);
}

uint32_t prefix_network(const struct prefix *p)
{
	return p->address & prefix_mask(p);
}

int prefix_check(const struct prefix *p, uint32_t address)
{
	uint32_t network = prefix_network(p), mask = prefix_mask(p);
	char s[IPV4_TEXT], n[IPV4_TEXT];

	ipv4_write(s, address);
	ipv4_write(n, network);
	if ((address & mask) != network)
		return fail(-E_DATA, "%s is not in the network %s/%u", s, n, p->length);
	if (address == network || address == (network | ~mask))
		return fail(-E_DATA, "%s is no machine's address in the network %s/%u", s, n,
			p->length);
	return 0;
}
