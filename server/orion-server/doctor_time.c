// SPDX-License-Identifier: MIT
// The time for nodes: they set their clocks by NTP, to their servers'.
#include "doctor_time.h"

#include <stdio.h>

#include "error.h"
#include "ntp.h"
#include "ntp_packet.h"
#include "report.h"
#include "site.h"

enum { NAME = 100 };

// Who answers is this machine, so what it tells is this clock, unless a program has one of its own.
static void ask(struct report *r, const char *what, const struct network *n)
{
	struct ntp_reading is;

	if (ntp_time(&is, n->prefix.address))
		report_warning(r, what,
			"Clocks of nodes run free once they are up. Is orion-timed up, does a firewall drop UDP 123? `orion up` starts it",
			"nobody tells it: %s", error_text());
	else if (is.offset > 1 || is.offset < -1)
		report_warning(r, what, "Who serves UDP 123 here?",
			"nodes are told another one, %.0f s apart from this clock", is.offset);
	else
		report_ok(r, what, "this clock, as stratum %u", is.stratum);
}

void doctor_time(struct report *r, const struct site *s)
{
	char name[NAME];

	for (size_t i = 0; i < s->networks.count; i++) {
		const struct network *n = &s->networks.item[i];

		snprintf(name, sizeof name, "%s%stime",
			s->networks.count > 1 ? network_name(n) : "",
			s->networks.count > 1 ? ": " : "");
		ask(r, name, n);
	}
}
