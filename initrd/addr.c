// SPDX-License-Identifier: MIT
// Numeric addresses.
#include "addr.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "number.h"

int addr_parse(struct addr *a, const char *s, size_t n)
{
	char buf[sizeof a->text];

	*a = (struct addr){ .family = 0 };
	if (!n || n >= sizeof buf)
		return -1;
	memcpy(buf, s, n);
	buf[n] = 0;
	int family = strchr(buf, ':') ? AF_INET6 : AF_INET;
	if (inet_pton(family, buf, a->bytes) != 1)
		return -1;
	a->family = family;
	return inet_ntop(family, a->bytes, a->text, sizeof a->text) ? 0 : -1;
}

void addr_v4(struct addr *a, uint32_t be)
{
	*a = (struct addr){ .family = AF_INET };
	memcpy(a->bytes, &be, 4);
	inet_ntop(AF_INET, a->bytes, a->text, sizeof a->text);
}

// The length of a netmask in dotted form, as DHCP and so iPXE give it (RFC 2132 section 3.3); -1 for one with holes.
static int mask_length(const uint8_t bytes[4])
{
	uint32_t mask = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
		(uint32_t)bytes[2] << 8 | bytes[3];
	int len = 0;

	while (len < 32 && mask & 0x80000000u >> len)
		len++;
	return len && !(len < 32 && mask << len) ? len : -1;
}

int addr_parse_prefix(struct addr *a, unsigned *len, const char *s, size_t n)
{
	const char *slash = memchr(s, '/', n);
	struct addr mask;
	uint64_t v;

	if (!slash || addr_parse(a, s, (size_t)(slash - s)))
		return -1;
	if (!addr_parse(&mask, slash + 1, n - (size_t)(slash + 1 - s))) {
		int dotted = mask.family == AF_INET && a->family == AF_INET
			? mask_length(mask.bytes)
			: -1;

		*len = dotted > 0 ? (unsigned)dotted : 0;
		return dotted > 0 ? 0 : -1;
	}
	if (number_parse(
		    &v, slash + 1, n - (size_t)(slash + 1 - s), 1, a->family == AF_INET ? 32 : 128))
		return -1;
	*len = (unsigned)v;
	return 0;
}

socklen_t addr_sock(const struct addr *a, unsigned port, struct sockaddr_storage *ss)
{
	memset(ss, 0, sizeof *ss);
	if (a->family == AF_INET6) {
		struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)ss;

		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons((uint16_t)port);
		memcpy(&in6->sin6_addr, a->bytes, 16);
		return sizeof *in6;
	}
	struct sockaddr_in *in = (struct sockaddr_in *)ss;

	in->sin_family = AF_INET;
	in->sin_port = htons((uint16_t)port);
	memcpy(&in->sin_addr, a->bytes, 4);
	return sizeof *in;
}
