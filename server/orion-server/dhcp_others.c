// SPDX-License-Identifier: MIT
// Listening for other DHCP servers.
#include "dhcp_others.h"

#include "dhcp_probe.h"
#include "servers.h"

int dhcp_others(struct dhcp_other *o, const struct servers *known, const char *interface, int ms)
{
	struct dhcp_question q;
	struct dhcp_answers all = { .count = 0 };
	struct dhcp_probe p;
	int rc = dhcp_probe_open(&p, interface, false);

	*o = (struct dhcp_other){ 0, 0 };
	if (rc)
		return rc;
	dhcp_question_make(&q, DHCP_PLAIN);
	rc = dhcp_probe_ask(&p, &q, ms, 0, &all);
	for (size_t i = 0; i < all.count; i++)
		if (all.item[i].address && !(known && servers_is_other(known, all.item[i].server)))
			*o = (struct dhcp_other){ all.item[i].server, all.item[i].address };
	dhcp_probe_close(&p);
	return rc;
}
