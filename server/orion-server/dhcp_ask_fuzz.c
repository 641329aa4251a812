// SPDX-License-Identifier: MIT
// Fuzz target: the options of an answer, and a whole one. Its file is printable.
#include "dhcp_ask.h"

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct dhcp_question q = { .kind = DHCP_BIOS, .mac = { 2 } };
	static uint8_t p[DHCP_OPTIONS + 4096];
	struct dhcp_answer r;

	dhcp_answer_parse(&r, &q, data, n);
	n = n > 4096 ? 4096 : n;
	dhcp_begin(p, q.xid, 0, q.mac);
	p[0] = 2;
	memcpy(p + DHCP_OPTIONS, data, n);
	if (!dhcp_answer_parse(&r, &q, p, DHCP_OPTIONS + n))
		for (const char *s = r.file; *s; s++)
			if (*s <= ' ' || *s > '~')
				abort();
	return 0;
}
