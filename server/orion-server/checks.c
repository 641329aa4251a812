// SPDX-License-Identifier: MIT
// The list of checks.
#include "checks.h"

#include "error.h"
#include "report.h"

static void (*const all[])(struct checks *) = {
	check_network,
	check_floating,
	check_neighbours,
	check_ports,
	check_firewall,
	check_kernel,
	check_disk,
	check_clock,
	check_keys,
	check_bundles,
	check_replicas,
};

// Channels and network are there once something was published and applied.
static void load_more(struct checks *c, struct site *s)
{
	struct site more;

	report_ok(c->report, "orion.conf", "%s: %zu nodes, %zu groups", s->conf.path,
		s->nodes.count, s->conf.groups.count);
	if (!site_load(&more, c->arena, c->paths)) {
		*s = more;
		return;
	}
	report_warning(c->report, "what is served", "`orion up` makes it so", "%s", error_text());
}

int checks_site(
	struct report *r, struct arena *a, struct site *s, const struct paths *p, bool whole)
{
	struct checks c = { .report = r, .arena = a, .site = s, .paths = p, .whole = whole };
	int rc = netifs_load(&c.netifs, a);

	if (rc)
		return rc;
	load_more(&c, s);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		all[i](&c);
	error_clear();
	return 0;
}
