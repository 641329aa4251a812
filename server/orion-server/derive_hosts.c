// SPDX-License-Identifier: MIT
// hosts(5)
#include "buffer.h"
#include "derive.h"
#include "site.h"

void derive_hosts(struct buffer *b, const struct site *s)
{
	char address[IPV4_TEXT];

	for (size_t i = 0; i < s->networks.count; i++) {
		ipv4_write(address, s->networks.item[i].prefix.address);
		buffer_printf(b, "%s\torion\n", address);
	}
	for (size_t i = 0; i < s->nodes.count; i++) {
		const struct node *n = &s->nodes.item[i];

		if (!n->address)
			continue;
		ipv4_write(address, n->address);
		buffer_printf(b, "%s\t%s\n", address, n->hostname);
	}
}
